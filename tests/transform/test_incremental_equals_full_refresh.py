"""The tables that remember: an incremental build ends where a full refresh does."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from tests.transform.project import Project

SOURCES = (
    "create schema shop",
    "create schema pos",
    """create table shop.orders (order_id bigint, household_id bigint, store_id bigint,
       ordered_at timestamp, total_cents bigint, line_count bigint, updated_at timestamp,
       deleted_at timestamp)""",
    """create table shop.products (product_id bigint, manufacturer_id bigint, department varchar,
       brand varchar, product_category varchar, product_type varchar, package_size varchar,
       updated_at timestamp)""",
    """create table pos.order_lines (order_id bigint, product_id bigint, quantity bigint,
       sales_cents bigint, retail_discount_cents bigint, coupon_discount_cents bigint,
       coupon_match_discount_cents bigint, business_date date)""",
    # An order on each of 60 days, with two lines of 100 and 200 cents.
    """insert into shop.orders select i, i % 7, 1, ordered_at, 300, 2, ordered_at, null
       from (select i, timestamp '2017-01-01 17:00' + to_days(cast(i as integer)) as ordered_at
             from range(60) as t(i))""",
    """insert into pos.order_lines select order_id, product_id, 1, 100 * product_id, 10, 5, 1,
       cast(ordered_at as date) from shop.orders, range(1, 3) as products(product_id)""",
    "insert into shop.products values (1, 1, 'DELI', 'x', 'x', 'x', 'x', '2017-01-01 05:00')",
    # Order 5's receipt, and order 6's second line, have not arrived.
    "delete from pos.order_lines where order_id = 5 or (order_id = 6 and product_id = 2)",
)
SINCE = (
    # new orders
    """insert into shop.orders
       values (60, 1, 1, '2017-03-02 17:00', 300, 2, '2017-03-02 17:00', null)""",
    """insert into pos.order_lines values (60, 1, 1, 100, 0, 0, 0, '2017-03-02'),
       (60, 2, 1, 200, 0, 0, 0, '2017-03-02')""",
    # late: a whole receipt, and a line of one
    """insert into pos.order_lines values (5, 1, 1, 100, 0, 0, 0, '2017-01-06'),
       (5, 2, 1, 200, 0, 0, 0, '2017-01-06'), (6, 2, 1, 200, 0, 0, 0, '2017-01-07')""",
    # changed long ago: another customer; another day, in another month
    "update shop.orders set household_id = 99, updated_at = '2017-03-02 18:00' where order_id = 7",
    """update shop.orders set ordered_at = '2017-02-20 17:00', updated_at = '2017-03-02 18:00'
       where order_id = 8""",
    # changed with another total and the same time of change
    "update shop.orders set total_cents = 400 where order_id = 9",
    "update pos.order_lines set sales_cents = 300 where order_id = 9 and product_id = 2",
    # deleted: marked, and gone without a trace
    "update shop.orders set deleted_at = '2017-03-02 18:00' where order_id = 10",
    "delete from shop.orders where order_id = 11",
    # a discount of last week restated, which no total shows
    "update pos.order_lines set retail_discount_cents = 50 where order_id = 58",
    # a product moves to another department
    "update shop.products set department = 'GROCERY', updated_at = '2017-03-01 05:00'",
)
BUILD = (
    "build",
    *("--select", "+int__shop__order_values", "+int__shop__product_history"),
    *("--exclude-resource-type", "test"),
    *("--exclude-resource-type", "unit_test"),
)
VALUES = "select * from int.int__shop__order_values order by order_id"
HISTORY = (
    "select department, cast(dbt_valid_from as date), cast(dbt_valid_to as date) "
    "from int.int__shop__product_history order by dbt_valid_from"
)


Rows = list[tuple[Any, ...]]
UNTOUCHED = 20  # an old order that has no reason to be read again


@dataclass(frozen=True)
class State:
    """What the two tables hold after a build."""

    values: dict[int, tuple[Any, ...]]
    history: Rows


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> dict[str, State]:
    """After the first build, and after the sources moved on: incrementally, and in full."""
    project = Project(tmp_path_factory.mktemp("incremental"))

    def built(*options: str) -> State:
        project.dbt(*BUILD, *options)
        return State({row[0]: row for row in project.rows(VALUES)}, project.rows(HISTORY))

    project.execute(*SOURCES)
    states = {"first": built()}
    mark = f"update int.int__shop__order_values set store_id = -1 where order_id = {UNTOUCHED}"
    project.execute(*SINCE, mark)
    states["incremental"] = built()
    states["full"] = built("--full-refresh")
    return states


def test_an_increment_reads_only_what_may_differ(states: dict[str, State]) -> None:
    store_id = 2
    assert states["incremental"].values[UNTOUCHED][store_id] == -1
    assert states["full"].values[UNTOUCHED][store_id] == 1


def test_late_changed_and_deleted_orders_end_as_a_full_refresh_has_them(
    states: dict[str, State],
) -> None:
    first, increment, full = (states[name].values for name in ("first", "incremental", "full"))
    assert set(range(61)) - first.keys() == {5, 60}
    assert set(range(61)) - increment.keys() == {10, 11}
    assert {**increment, UNTOUCHED: full[UNTOUCHED]} == full
    net_cents = 6
    assert sum(row[net_cents] for row in full.values()) == 59 * 300 + 100


def test_a_products_history_is_on_the_shops_clock_and_survives_a_full_refresh(
    states: dict[str, State],
) -> None:
    moved = [
        ("DELI", date(2017, 1, 1), date(2017, 3, 1)),
        ("GROCERY", date(2017, 3, 1), None),
    ]
    assert states["first"].history == [("DELI", date(2017, 1, 1), None)]
    assert states["incremental"].history == moved
    assert states["full"].history == moved
