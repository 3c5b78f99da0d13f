"""A feature as of a day must not know what happened on that day or later."""

from datetime import date
from typing import Any

import pytest
from tests.ml_features.loading import Declarations

from weir.components.feature.frame import Frame
from weir.warehouse import Session
from weir.warehouse.duckdb import DuckDBWarehouse

DAY = "2017-08-01"
ORDERS, EVENTS = "int.int__shop__order_values", "int.int__loyalty__events"


def set_today(session: Session, day: str) -> None:
    session.replace_table(("int", "int__calendar__as_of"), f"select cast('{day}' as date) as as_of")


def delete_the_future(session: Session) -> None:
    session.execute(f"delete from {ORDERS} where ordered_on >= '{DAY}'")
    session.execute(f"delete from {EVENTS} where occurred_on >= '{DAY}'")


def poison_the_future(session: Session) -> None:
    session.execute(
        f"update {ORDERS} set net_cents = net_cents * 1000000 where ordered_on >= '{DAY}'"
    )
    session.execute(
        f"insert into {ORDERS} select order_id + 1000000000, household_id, date '{DAY}', 7 "
        f"from {ORDERS}"
    )
    session.execute(
        f"insert into {EVENTS} select household_id, 'redemption', date '{DAY}' from {EVENTS}"
    )


@pytest.mark.parametrize("harm", [delete_the_future, poison_the_future])
@pytest.mark.parametrize("name", ["rfm", "fatigue"])
def test_a_feature_does_not_know_the_future(
    name: str, harm: Any, declarations: Declarations, year: DuckDBWarehouse
) -> None:
    sql = declarations.select(name, year)
    with year.session("test") as session:
        set_today(session, DAY)
        session.replace_table(("test", "before"), sql)
        harm(session)
        session.replace_table(("test", "after"), sql)
        rows = session.row_counts([("test", "before"), ("test", "after")])
        assert rows == {("test", "before"): 2414, ("test", "after"): 2414}
        assert session.rows("from test.before except all from test.after") == []
        assert session.rows("from test.after except all from test.before") == []


@pytest.mark.parametrize("harm", [delete_the_future, poison_the_future])
def test_a_training_row_does_not_know_the_future_apart_from_its_label(
    harm: Any, declarations: Declarations, year: DuckDBWarehouse
) -> None:
    model = declarations.model("churn_model")
    with year.session("test") as session:
        frame = Frame(model, declarations.function("churn_model", "frame"), session, year, "x")
        days = [date(2017, 7, 4), date.fromisoformat(DAY)]
        table = frame.table(days)
        before: Any = frame.rows(table)
        harm(session)
        after: Any = frame.rows(table)
    assert before.num_rows > 4000
    assert before.drop_columns(["churned"]).equals(after.drop_columns(["churned"]))
    assert not before.column("churned").equals(after.column("churned")), "labels are the future"


def test_a_label_looks_exactly_as_far_ahead_as_the_embargo(
    declarations: Declarations, year: DuckDBWarehouse
) -> None:
    model = declarations.model("churn_model")
    with year.session("test") as session:
        frame = Frame(model, declarations.function("churn_model", "frame"), session, year, "x")
        table = frame.table([date.fromisoformat(DAY)])
        before: Any = frame.rows(table)
        end = f"date '{DAY}' + interval {model.horizon_days} days"
        session.execute(f"delete from {ORDERS} where ordered_on >= {end}")
        within: Any = frame.rows(table)
        session.execute(f"delete from {ORDERS} where ordered_on >= {end} - interval 1 day")
        shorter: Any = frame.rows(table)
    assert within.equals(before)
    assert not shorter.equals(before)
