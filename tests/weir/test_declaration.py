"""What is wrong in a defs.yaml was drowned in what pydantic tells programmers."""

import uuid
from pathlib import Path

import dagster as dg
import pytest
from pydantic import BaseModel, ValidationError

from weir.components.declared import DeclaredComponent
from weir.graph.declaration import faults
from weir.graph.refusal import refusal
from weir.graph.speech import plain
from weir.location import definitions


class Table(DeclaredComponent):
    """A component for these tests."""

    dataset: str
    days: int = 1

    def build_defs(self, context: dg.ComponentLoadContext) -> dg.Definitions:
        return dg.Definitions()


@pytest.fixture
def defs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The defs.yaml of a location's only component, to be written."""
    package = f"place_{uuid.uuid4().hex[:8]}"
    (tmp_path / package / "defs" / "orders").mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text(
        f'[tool.dg]\ndirectory_type = "project"\n[tool.dg.project]\nroot_module = "{package}"\n'
    )
    for name in ("__init__.py", "defs/__init__.py", "definitions.py"):
        (tmp_path / package / name).touch()
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path / package / "defs" / "orders" / "defs.yaml"


def refused(defs: Path, text: str) -> dict[str, str]:
    """What is said of the location with this text in its defs.yaml."""
    defs.write_text(text)
    place = defs.parents[2]
    with pytest.raises(Exception) as caught:  # noqa: PT011 - whatever a load raises
        definitions(str(place / "definitions.py"))
    return refusal(caught.value, "place", "place.definitions", place.parent)


@pytest.mark.parametrize(
    ("named", "fix"),
    [
        ("weir.components.dlt.DltSoruce", "did you mean weir.components.dlt.DltSource?"),
        ("weir.components.dtl.DltSource", "correct its name, or install it"),
        ("weir.components.dlt.Nothing", "weir.components.dlt has DltSource"),
    ],
)
def test_a_component_that_does_not_exist_is_placed_in_the_file_that_names_it(
    defs: Path, named: str, fix: str
) -> None:
    said = refused(defs, f"# of the shop\ntype: {named}  # loads\n\nattributes: {{}}\n")
    assert f"there is no component {named}" in said["what"]
    assert said["where"] == f"{defs}:2"
    assert said["fix"].endswith(fix)


def test_a_misspelt_key_is_told_with_its_file_and_line_and_nothing_else(defs: Path) -> None:
    said = refused(
        defs, "type: weir.components.dlt.DltSource\nattributes:\n  dataste: shop\n  tables: {}\n"
    )
    first, *rest = said["what"].splitlines()
    assert first == (
        "code location place does not load: attributes.dataste: unknown key 'dataste'; "
        "did you mean 'dataset'?"
    )
    short = defs.relative_to(defs.parents[3])
    assert said["where"] == f"{short}:3"
    assert rest[-1] == f"  {short}:2: attributes.dataset is missing"
    assert "pydantic" not in said["what"]


def test_a_misspelt_key_comes_before_the_one_that_is_missing_because_of_it() -> None:
    with pytest.raises(ValidationError) as caught:
        Table.model_validate({"dataste": "shop", "days": "many"})
    said = [fault.text for fault in faults(caught.value, Path("/p"))]
    assert said == [
        "dataste: unknown key 'dataste'; did you mean 'dataset'?",
        "days: must be a whole number; it is 'many'",
        "dataset is missing",
    ]
    assert plain(caught.value, Path("/p")).text == "; ".join(said)


def test_an_error_that_is_no_declarations_has_no_faults() -> None:
    assert faults(KeyError("days"), Path("/p")) == []


def test_a_long_value_is_cut_and_an_unknown_key_of_a_plain_model_is_named() -> None:
    class Strict(BaseModel, extra="forbid"):
        days: int

    with pytest.raises(ValidationError) as caught:
        Strict.model_validate({"days": "x" * 90, "more": 1})
    unknown, long = (fault.text for fault in faults(caught.value, Path("/p")))
    assert long.endswith(f"it is '{'x' * 59} …")
    assert unknown == "more: unknown key"
