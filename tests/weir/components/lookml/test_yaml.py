"""What is wrong in `defs.yaml` is answered with file, line and what was probably meant."""

import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest
from dagster.components.testing import create_defs_folder_sandbox
from tests.weir.lookml import toy

from weir.components.lookml import LookmlDashboards


def load_yaml(
    attributes: dict[str, object], lookml: dict[str, tuple[str, str]] | None = None
) -> dg.Definitions:
    with create_defs_folder_sandbox() as sandbox:
        path = sandbox.scaffold_component(
            LookmlDashboards,
            defs_path="dashboards",
            defs_yaml_contents={
                "type": "weir.components.lookml.LookmlDashboards",
                "attributes": attributes,
            },
        )
        toy.write(sandbox.project_root / "looker", **(lookml or {}))
        with sandbox.load_component_and_build_defs(defs_path=path) as (_, defs):
            dg.Definitions.validate_loadable(defs)
            return defs


def cause(attributes: dict[str, object], **lookml: tuple[str, str]) -> str:
    """What a person is told in the end: Dagster puts its own tree around the first error."""
    with pytest.raises(Exception, match=r"Error while") as caught:
        load_yaml(attributes, lookml)
    error: BaseException = caught.value
    while error.__cause__ is not None:
        error = error.__cause__
    return str(error)


GOOD = {"project": "looker", "as_of": "int.today", "owners": ["team:activation"]}


def test_a_project_of_ones_own_becomes_assets() -> None:
    graph = load_yaml(dict(GOOD)).resolve_asset_graph()
    key = dg.AssetKey(["dashboards", "shops"])
    assert graph.materializable_asset_keys == {key}
    assert graph.get(key).owners == ["team:activation"]
    assert "looker" in graph.get(key).kinds


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"as_off": "int.today"}, "did you mean 'as_of'?"),
        ({"as_of": "today"}, "'today' is no table; write dataset.table"),
        ({"project": 3}, "project"),
    ],
)
def test_a_wrong_key_or_value_is_answered_with_its_line(
    changed: dict[str, object], words: str
) -> None:
    said = cause({**GOOD, **changed})
    assert "defs.yaml:" in said
    assert words in said


def test_a_folder_that_is_not_there_is_named() -> None:
    said = cause({**GOOD, "project": "lookr"})
    assert "there is no LookML project 'lookr'" in said
    assert "defs.yaml, key project" in said


def test_a_relative_date_without_as_of_is_refused_when_the_location_loads() -> None:
    said = cause({k: v for k, v in GOOD.items() if k != "as_of"})
    assert "no day counts as today" in said
    assert "sales.view.lkml:22" in said


def test_an_error_in_lookml_stops_the_location_with_its_line() -> None:
    said = cause(dict(GOOD), dashboard=("title: Shops", "titel: Shops"))
    assert "the key 'titel' is not supported" in said
    assert "shops.dashboard.lookml:2\n" in said


def test_the_component_imports_neither_the_renderer_nor_a_vendor() -> None:
    code = (
        "import sys; import weir.components.lookml\n"
        "heavy = {'vl_convert', 'sqlglot', 'duckdb', 'dagster_looker', 'lkml'}\n"
        "sys.exit(' '.join(heavy & set(sys.modules)) or 0)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr


def test_what_is_scaffolded_has_every_key_that_it_must_have(tmp_path: Path) -> None:
    import yaml

    from weir.components.lookml.scaffold import TEMPLATE

    text = yaml.safe_load(TEMPLATE.format(type_name="weir.components.lookml.LookmlDashboards"))
    made = LookmlDashboards(**text["attributes"])
    assert made.project == "looker"
    assert made.as_of is None
