"""The files of the nightly export."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa

from sandbox.bucket import put_parquet
from sandbox.receipts import FIRST_DAY, opened
from sandbox.world import World

CHUNK = 365  # days of one household's copy that are held in memory at once

LINES = """
    select order_id, product_id, quantity, sales_cents, retail_discount_cents,
        coupon_discount_cents, coupon_match_discount_cents, business_date
    from lines
    where business_date between ? and ?
    order by business_date, order_id, product_id
"""


def path_of(world: World, day: date) -> Path:
    """Where the file of a business day lies."""
    return world.landing / "pos" / "order_lines" / f"order_lines_{day}.parquet"


def lines(world: World, first: date, last: date) -> pa.Table:
    """The receipt lines of the business days from `first` to `last`, in order."""
    with opened(world.scale) as connection:
        rows: pa.Table = connection.sql(LINES, params=[first, last]).to_arrow_table()
    return rows


def expose(world: World) -> None:
    """Write the files of the days that have ended since the last time.

    No file for a day on which the shop was closed, nor for one that was written before: a file
    that a control spoiled or removed stays so.
    """
    clock, reached = world.clock, world.reached("pos")
    first = FIRST_DAY if reached is None else reached + timedelta(1)
    while first <= clock:
        last = min(clock, first + timedelta(max(7, CHUNK // world.scale) - 1))
        for day, rows in by_day(lines(world, first, last)):
            put_parquet(path_of(world, day), rows)
        world.reach("pos", last)
        first = last + timedelta(1)


def by_day(rows: pa.Table) -> Iterator[tuple[date, pa.Table]]:
    """Rows in the order of their business date, cut into days."""
    start = 0
    for run in rows.column("business_date").combine_chunks().value_counts():
        length = run["counts"].as_py()
        yield run["values"].as_py(), rows.slice(start, length)
        start += length
