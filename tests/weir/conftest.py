"""Fixtures of the kit's tests."""

import shutil
from collections.abc import Generator
from pathlib import Path

import pytest
from tests.weir.toy.project import Project

ROOT = Path(__file__).parents[2]
WORKSPACE = """load_from:
  - python_module: {module_name: toy_load, location_name: load}
  - python_module: {module_name: toy_mart, location_name: mart}
"""


def lay_out(folder: Path) -> Project:
    for name in ("toy_load.py", "toy_mart.py"):
        shutil.copy(Path(__file__).parent / "toy" / name, folder / name)
    (folder / "workspace.yaml").write_text(WORKSPACE)
    (folder / "news").write_text("1")
    deploy = folder / "deploy" / "local"
    deploy.mkdir(parents=True)
    shutil.copy(ROOT / "deploy" / "local" / "dagster.yaml", deploy / "dagster.yaml")
    return Project(folder)


@pytest.fixture
def project(tmp_path: Path) -> Generator[Project]:
    """The toy project, in which nothing has run."""
    toy = lay_out(tmp_path)
    yield toy
    toy.end()


@pytest.fixture(scope="session")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The toy project after its first run. Not to be changed: tests take `ran`, a copy of it."""
    toy = lay_out(tmp_path_factory.mktemp("toy"))
    code, output = toy.weir("run")
    toy.end()
    assert code == 0, output
    return toy.folder


@pytest.fixture
def ran(first_run: Path, tmp_path: Path) -> Generator[Project]:
    """The toy project after its first run."""
    shutil.copytree(first_run, tmp_path, dirs_exist_ok=True)
    toy = Project(tmp_path)
    yield toy
    toy.end()
