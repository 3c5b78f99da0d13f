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


@pytest.fixture
def project(tmp_path: Path) -> Generator[Project]:
    for name in ("toy_load.py", "toy_mart.py"):
        shutil.copy(Path(__file__).parent / "toy" / name, tmp_path / name)
    (tmp_path / "workspace.yaml").write_text(WORKSPACE)
    (tmp_path / "news").write_text("1")
    deploy = tmp_path / "deploy" / "local"
    deploy.mkdir(parents=True)
    shutil.copy(ROOT / "deploy" / "local" / "dagster.yaml", deploy / "dagster.yaml")
    toy = Project(tmp_path)
    yield toy
    toy.end()
