"""Circulars: which products stood where in the shops and the mailer, one Parquet file per week."""

from datetime import date, timedelta
from pathlib import Path

from sandbox.bucket import put_parquet
from sandbox.receipts import opened, source
from sandbox.world import World

FIRST_WEEK = date(2016, 12, 26)  # the Monday before 2017 begins; week 1 of the data
STORES = 20  # the largest; all of them would be five times as many rows


def path_of(world: World, week_start: date) -> Path:
    """Where the file of a week lies; named by its first day, a Monday."""
    return world.landing / "circulars" / f"placements_{week_start}.parquet"


def expose(world: World) -> None:
    """Write the files of the weeks that have begun since the last time."""
    reached = world.reached("circulars")
    begun = (world.clock - FIRST_WEEK).days // 7 + 1  # number of the week that is under way
    written = 0 if reached is None else (reached - FIRST_WEEK).days // 7 + 1
    if begun > written:
        with opened() as connection:
            rows = connection.sql(_placements(), params=[written + 1, begun]).to_arrow_table()
        start = 0
        for week in rows.column("week_start").combine_chunks().value_counts():
            length = week["counts"].as_py()
            put_parquet(path_of(world, week["values"].as_py()), rows.slice(start, length))
            start += length
    if begun != written:
        world.reach("circulars", FIRST_WEEK + timedelta(7 * (begun - 1)))


def _placements() -> str:
    return f"""
        select date '{FIRST_WEEK}' + cast(7 * (week - 1) as integer) as week_start,
            store_id, product_id, display_location, mailer_location
        from {source("promotions")}
        where week between ? and ? and store_id in (
            select store_id from {source("transactions")}
            group by 1 order by sum(sales_value) desc limit {STORES}
        )
        order by week, store_id, product_id, display_location, mailer_location"""
