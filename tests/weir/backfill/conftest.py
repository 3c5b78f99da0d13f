"""A toy of two locations: a table by day, and a total of it."""

import shutil
from collections.abc import Generator
from pathlib import Path

import pytest
from tests.weir.toy.project import Project

ROOT = Path(__file__).parents[3]
WORKSPACE = """load_from:
  - python_module: {module_name: toy_days, location_name: days}
  - python_module: {module_name: toy_total, location_name: total}
"""


@pytest.fixture
def toy(tmp_path: Path) -> Generator[Project]:
    for name in ("toy_days.py", "toy_total.py"):
        shutil.copy(Path(__file__).parent / name, tmp_path / name)
    (tmp_path / "workspace.yaml").write_text(WORKSPACE)
    (tmp_path / "price").write_text("1")
    deploy = tmp_path / "deploy" / "local"
    deploy.mkdir(parents=True)
    shutil.copy(ROOT / "deploy" / "local" / "dagster.yaml", deploy / "dagster.yaml")
    project = Project(tmp_path)
    yield project
    project.end()
