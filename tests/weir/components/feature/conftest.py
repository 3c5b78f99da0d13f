"""Fixtures of the feature component's tests."""

import sys
import uuid
from pathlib import Path

import pytest
from tests.weir.components.feature.toy import PROJECT, Location

from weir.environment import Environment, Name
from weir.home import Home
from weir.warehouse.duckdb import DuckDBWarehouse

DEFS = """
    type: weir.components.feature.Feature
    attributes:
      feature: .feature:totals
      table: features/ftr__customer__totals
      description: One row per customer.
      inputs:
        orders:
          table: int/orders
          columns:
            household_id: BIGINT
            net_cents: BIGINT
      columns:
        household_id: {type: BIGINT, description: the customer}
        total_cents: {type: BIGINT, description: net value in cents}
      primary_key: [household_id]
      owners: [team:ml]
"""
FEATURE = '''
    """Totals."""


    def totals(orders):
        return orders.group_by("household_id").agg(total_cents=orders.net_cents.sum())
'''


@pytest.fixture
def location(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Location:
    package = f"toy_{uuid.uuid4().hex[:8]}"
    defs = tmp_path / "src" / package / "defs"
    defs.mkdir(parents=True)
    (defs.parent / "__init__.py").touch()
    (defs / "__init__.py").touch()
    (tmp_path / "pyproject.toml").write_text(
        f'[tool.dg]\ndirectory_type = "project"\n[tool.dg.project]\nroot_module = "{package}"\n'
    )
    monkeypatch.setattr(sys, "path", [str(tmp_path / "src"), *sys.path])
    state = tmp_path / ".weir"
    monkeypatch.setenv("WEIR_HOME", str(state))
    environment = Environment(Name.LOCAL, Home(PROJECT, state), "duckdb", "")
    return Location(tmp_path, package, DuckDBWarehouse(environment))


@pytest.fixture
def totals(location: Location) -> Location:
    location.write("totals", {"defs.yaml": DEFS, "feature.py": FEATURE})
    location.sql(
        "create schema int",
        "create table int.orders as select * from (values (1::bigint, 500::bigint), (1, 250), "
        "(2, 100)) as t(household_id, net_cents)",
        "select 1",
    )
    return location
