"""Fixtures of the interpreter's tests."""

from pathlib import Path

import pytest
from tests.weir.lookml import toy

from weir.environment import Environment, Name
from weir.home import Home
from weir.lookml.project import Project, load
from weir.warehouse.duckdb import DuckDBWarehouse


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return load(toy.write(tmp_path / "looker"))


@pytest.fixture
def warehouse(tmp_path: Path) -> DuckDBWarehouse:
    place = Home(project=tmp_path, state=tmp_path / ".weir")
    made = DuckDBWarehouse(Environment(Name.LOCAL, place, "duckdb", ""))
    with made.session("rows") as session:
        session.execute(toy.ROWS)
    return made
