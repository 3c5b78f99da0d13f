"""A feature: an input that is not what it was, or a run that fails, replaces nothing."""

import pytest
from tests.reliability.conftest import Told
from tests.reliability.matrix import GREEN, cell
from tests.reliability.warehouse import NOT_AGAIN, WAITED, corrupt, elsewhere_held
from tests.weir.components.feature.conftest import location, totals  # noqa: F401 - fixtures
from tests.weir.components.feature.toy import Location, failure

from weir.home import home

EDGE = "feature step"
TABLE = "features.ftr__customer__totals"
STOPPED = "the step and, by the gate, whatever hangs on it"
AS_BEFORE = "the 2 customers as before, 850 cents"


@pytest.fixture
def made(totals: Location) -> Location:  # noqa: F811 - a fixture
    """Made once: 2 customers, 850 cents."""
    assert totals.run("totals").success
    return totals


def sums(made: Location) -> list[tuple[int, int]]:
    return made.sql(f"select count(*), sum(total_cents)::bigint from {TABLE}")


def refused(made: Location, told: Told) -> None:
    """The step fails with the words, and the table stays."""
    result = made.run("totals")
    assert not result.success
    told(failure(result))
    assert sums(made) == [(2, 850)]


@cell(
    EDGE,
    "wrong type",
    sees="int/orders.net_cents is VARCHAR, declared is BIGINT",
    stopped=STOPPED,
    proof=AS_BEFORE,
)
def test_cents_that_became_text(made: Location, told: Told) -> None:
    made.sql("alter table int.orders alter net_cents type varchar", "select 1")
    refused(made, told)


@cell(
    EDGE,
    "dropped column",
    sees="int/orders has no column 'net_cents'",
    stopped=STOPPED,
    proof=AS_BEFORE,
)
def test_a_column_that_is_gone(made: Location, told: Told) -> None:
    made.sql("alter table int.orders drop column net_cents", "select 1")
    refused(made, told)


@cell(
    EDGE,
    "new column",
    sees=GREEN,
    proof="a column that the feature does not declare is not read; 2 customers, 850 cents",
)
def test_a_column_that_nobody_declared(made: Location, told: Told) -> None:
    made.sql("alter table int.orders add column till bigint default 3", "select 1")
    told.nothing(made.run("totals").success)
    assert sums(made) == [(2, 850)]


@cell(
    EDGE,
    "duplicate rows",
    sees="1 blocking asset check failed … features/ftr__customer__totals: primary_key",
    stopped="whatever hangs on the feature, until its keys are unique",
    proof="the check counts 1 key that is there twice",
)
def test_a_customer_who_is_there_twice(totals: Location, told: Told) -> None:  # noqa: F811
    totals.write(
        "totals",
        {
            "feature.py": "def totals(orders):\n"
            "    return orders.select('household_id', total_cents=orders.net_cents)\n"
        },
    )
    result = totals.run("totals")
    assert not result.success
    [check] = [e for e in result.get_asset_check_evaluations() if not e.passed]
    assert check.metadata["failing_keys"].value == 1
    [event] = [e for e in result.all_events if e.is_step_failure]
    told(event.step_failure_data.error_display_string)


@cell(
    EDGE,
    "empty load",
    sees="1 blocking asset check failed … features/ftr__customer__totals: not_empty",
    stopped="whatever hangs on the feature, until it has rows",
    proof="with the input back the next run has 2 customers, 850 cents",
)
def test_an_input_without_rows(made: Location, told: Told) -> None:
    made.sql("create table int.kept as from int.orders", "delete from int.orders", "select 1")
    result = made.run("totals")
    assert not result.success
    [event] = [e for e in result.all_events if e.is_step_failure]
    told(event.step_failure_data.error_display_string)
    made.sql("insert into int.orders from int.kept", "select 1")
    assert made.run("totals").success
    assert sums(made) == [(2, 850)]


@cell(
    EDGE,
    "late rows",
    sees=GREEN,
    proof="a late order of a customer is in the sum: the table is made anew, 2 customers, 860",
)
def test_an_order_that_comes_late(made: Location, told: Told) -> None:
    made.sql("insert into int.orders values (1, 10)", "select 1")
    told.nothing(made.run("totals").success)
    assert sums(made) == [(2, 860)]


@cell(
    EDGE,
    "lock held",
    sees=WAITED,
    retried=NOT_AGAIN,
    stopped=STOPPED,
    proof=f"{AS_BEFORE}; the next run has the new order, 860",
)
def test_a_warehouse_in_other_hands(
    made: Location, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    made.sql("insert into int.orders values (1, 10)", "select 1")
    with elsewhere_held(monkeypatch):
        result = made.run("totals")
    assert not result.success
    told(failure(result))
    assert sums(made) == [(2, 850)]
    assert made.run("totals").success
    assert sums(made) == [(2, 860)]


@cell(
    EDGE,
    "warehouse file corrupt",
    sees="the warehouse can't be opened: … fix:   move the file away; the next run makes a new one",
    stopped=STOPPED,
    proof="nothing is made; in the new file, with its input back, 2 customers",
)
def test_a_warehouse_that_is_no_database(made: Location, told: Told) -> None:
    corrupt(home().warehouse)
    result = made.run("totals")
    assert not result.success
    told(failure(result))
    home().warehouse.unlink()
    made.sql(
        "create schema int",
        "create table int.orders as select * from (values (1::bigint, 750::bigint), (2, 100)) "
        "as t(household_id, net_cents)",
        "select 1",
    )
    assert made.run("totals").success
    assert sums(made) == [(2, 850)]
