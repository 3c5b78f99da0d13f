"""An edit reloads what is made from the file, and nothing else."""

from pathlib import Path

import pytest

from weir.graph.workspace import Location
from weir.home import Home
from weir.up.concern import KIT, concerned
from weir.up.report import Report


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    for name in ("alpha_room", "beta_room"):
        package = tmp_path / name / "src" / f"{name}_package"
        package.mkdir(parents=True)
        (package / "__init__.py").touch()
        monkeypatch.syspath_prepend(str(tmp_path / name / "src"))
    return Home(tmp_path, tmp_path / ".weir")


LISTED = [
    Location("alpha", "alpha_room_package.definitions"),
    Location("beta", "beta_room_package.definitions"),
]
REPORTS = {"alpha": Report(), "beta": Report(files=("/shared/rates.py",), reads_dbt=True)}


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("alpha_room/src/alpha_room_package/defs/new/defs.yaml", {"alpha"}),
        ("beta_room/looker/a.view.lkml", {"beta"}),
        ("transform/models/mart/m.sql", {"beta"}),
        ("docs/notes.md", set[str]()),
        ("/shared/rates.py", {"beta"}),
        (str(KIT / "gate.py"), {"alpha", "beta"}),
    ],
)
def test_an_edit_concerns_whoever_is_made_from_it(home: Home, path: str, names: set[str]) -> None:
    assert concerned(home, LISTED, REPORTS, [home.project / path]) == names


def test_a_location_that_never_loaded_is_tried_again_after_a_dbt_edit(home: Home) -> None:
    paths = [home.project / "transform" / "models" / "m.sql"]
    assert concerned(home, LISTED, {}, paths) == {"alpha", "beta"}
