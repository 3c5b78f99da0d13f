"""The demo's dashboards over small marts of the contract's shape."""

import datetime as dt
from pathlib import Path

import pytest

from weir.environment import Environment, Name
from weir.home import Home
from weir.lookml.project import Project, load
from weir.warehouse.duckdb import DuckDBWarehouse

ROOT = Path(__file__).parents[3]
LOOKER = ROOT / "serving" / "looker"
AS_OF = dt.date(2017, 12, 1)


@pytest.fixture(scope="session")
def looker() -> Project:
    return load(LOOKER)


@pytest.fixture(scope="session")
def marts(tmp_path_factory: pytest.TempPathFactory) -> DuckDBWarehouse:
    state = tmp_path_factory.mktemp("marts") / ".weir"
    place = Home(project=ROOT, state=state)
    warehouse = DuckDBWarehouse(Environment(Name.LOCAL, place, "duckdb", ""))
    with warehouse.session("rows") as session:
        session.execute((Path(__file__).parent / "marts.sql").read_text())
    return warehouse
