"""What is true of the demo's data, read from where the platform reads it."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import duckdb
import pytest

from sandbox.database import reading
from sandbox.loyalty.queries import Query, changes, page
from sandbox.world import World

NET_CENTS = 459_603_958
YEAR = {date(2017, 1, 1) + timedelta(n) for n in range(365)}


@pytest.fixture(scope="module")
def files(year: World) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": "2"}) as connection:
        for name, pattern in (
            ("lines", "pos/order_lines/order_lines_*.parquet"),
            ("placements", "circulars/placements_*.parquet"),
        ):
            connection.execute(
                f"create view {name} as "
                f"select * from read_parquet('{year.landing}/{pattern}', filename = true)"
            )
        yield connection


def shop(year: World, query: str) -> list[tuple[Any, ...]]:
    with reading(year.database("shop")) as connection:
        return [tuple(row) for row in connection.execute(query)]


def test_the_shop_and_the_tills_agree_on_the_years_net_revenue(
    year: World, files: duckdb.DuckDBPyConnection
) -> None:
    by_tills = files.execute(
        "select count(*), sum(sales_cents), count(distinct order_id) from lines"
    ).fetchone()
    assert by_tills == (1_469_307, NET_CENTS, 155_848)
    totals = "select sum(line_count), sum(total_cents), count(*) from orders"
    assert shop(year, totals) == [(1_469_307, NET_CENTS, 155_848)]


def test_only_christmas_has_no_sales_and_no_file(
    year: World, files: duckdb.DuckDBPyConnection
) -> None:
    days = {day for (day,) in files.execute("select distinct business_date from lines").fetchall()}
    assert YEAR - days == {date(2017, 12, 25)}
    assert not (year.landing / "pos/order_lines/order_lines_2017-12-25.parquet").exists()


def test_a_file_holds_its_own_day_and_a_line_once(files: duckdb.DuckDBPyConnection) -> None:
    assert files.execute(
        "select count(*) filter (where not contains(filename, business_date::varchar)), "
        "count(*) - count(distinct (order_id, product_id)) from lines"
    ).fetchone() == (0, 0)


def test_households_products_and_what_is_known_of_them(year: World) -> None:
    assert shop(
        year,
        "select count(*), count(distinct email), count(age), max(household_id) from households",
    ) == [(2_469, 2_469, 801, 2_500)]
    assert shop(year, "select count(*), count(package_size) from products") == [(92_331, 61_745)]
    assert shop(
        year,
        "select count(*) from orders where household_id not in "
        "(select household_id from households)",
    ) == [(0,)]


def test_placements_of_the_twenty_largest_stores_by_week(
    files: duckdb.DuckDBPyConnection,
) -> None:
    assert files.execute(
        "select count(*), count(distinct store_id), count(distinct week_start), "
        "min(week_start), max(week_start), bool_and(dayofweek(week_start) = 1), "
        "bool_and(contains(filename, week_start::varchar)) from placements"
    ).fetchone() == (4_029_101, 20, 53, date(2016, 12, 26), date(2017, 12, 25), True, True)


def test_what_the_loyalty_system_has_by_the_years_end(year: World) -> None:
    counts = {resource: latest["count"] for resource, latest in changes(year).items()}
    assert counts == {"campaigns": 27, "sends": 6_589, "coupons": 116_204, "redemptions": 2_102}


def test_no_redemption_outside_its_campaigns_window_nor_by_who_got_no_letter(
    year: World, files: duckdb.DuckDBPyConnection
) -> None:
    for resource in ("campaigns", "sends", "redemptions"):
        bodies, cursor = page(year, Query(resource, limit=10_000))
        assert cursor is None
        files.execute(
            f"create or replace temp table {resource} as "
            "select unnest(from_json('[' || ? || ']', ?), recursive := true)",
            [",".join(bodies), _structure(resource)],
        )
    assert files.execute(
        "select count(*), count(*) filter (where day not between start_date and end_date), "
        "count(*) filter (where send_id is null) from ("
        "  select *, cast(redeemed_at::timestamptz at time zone 'America/New_York' as date) as day"
        "  from redemptions"
        ") join campaigns using (campaign_id) left join sends using (campaign_id, household_id)"
    ).fetchone() == (2_102, 0, 0)


def _structure(resource: str) -> str:
    fields = {
        "campaigns": '"campaign_id": "bigint", "start_date": "date", "end_date": "date"',
        "sends": '"send_id": "varchar", "campaign_id": "bigint", "household_id": "bigint"',
        "redemptions": '"household_id": "bigint", "campaign_id": "bigint", '
        '"redeemed_at": "varchar"',
    }
    return f"[{{{fields[resource]}}}]"


def test_demand_is_the_real_sales_of_each_day_with_mean_one(year: World) -> None:
    demand = year.demand()
    assert demand.keys() == YEAR
    assert sum(demand.values()) / 365 == pytest.approx(1)
    assert min(demand, key=lambda day: demand[day]) == date(2017, 12, 25)
    assert demand[date(2017, 12, 25)] == 0
