"""More households, each with a real history at another time of the year."""

from collections.abc import Iterator

import duckdb
import pytest

from sandbox.receipts import HOUSEHOLD_OFFSET, opened

COPY = f"household_id // {HOUSEHOLD_OFFSET}"


@pytest.fixture(scope="module")
def data() -> Iterator[duckdb.DuckDBPyConnection]:
    with opened(3) as connection:
        connection.execute("create temp table copied as select * from lines")
        yield connection


def one(data: duckdb.DuckDBPyConnection, query: str) -> tuple[object, ...]:
    row = data.execute(query).fetchone()
    assert row is not None
    return row


def test_each_copy_has_the_whole_years_sales(data: duckdb.DuckDBPyConnection) -> None:
    found = data.execute(
        f"select {COPY}, count(*), sum(sales_cents) from copied group by 1 order by 1"
    ).fetchall()
    assert found == [(copy, 1_469_307, 459_603_958) for copy in range(3)]


def test_no_copy_spills_out_of_the_year(data: duckdb.DuckDBPyConnection) -> None:
    first, last = one(data, "select min(business_date), max(business_date) from copied")
    assert (str(first), str(last)) == ("2017-01-01", "2017-12-31")


def test_every_weekday_keeps_its_sales(data: duckdb.DuckDBPyConnection) -> None:
    found = data.execute(
        f"select dayofweek(business_date), {COPY}, sum(sales_cents) from copied group by all"
    ).fetchall()
    for day in range(7):
        assert len({sales for weekday, _, sales in found if weekday == day}) == 1


def test_orders_and_lines_stay_unique(data: duckdb.DuckDBPyConnection) -> None:
    lines, distinct, orders = one(
        data,
        "select count(*), count(distinct (order_id, product_id)), count(distinct order_id) "
        "from copied",
    )
    assert (lines, distinct, orders) == (4_407_921, 4_407_921, 3 * 155_848)


def test_the_time_of_an_order_is_on_its_business_date_in_new_york(
    data: duckdb.DuckDBPyConnection,
) -> None:
    assert one(
        data,
        "select count(*) from copied where business_date <> "
        "cast(ordered_at at time zone 'UTC' at time zone 'America/New_York' as date)",
    ) == (0,)
