"""The tables, and the rows that the receipts put into them."""

import sqlite3
from datetime import date

import duckdb

from sandbox.database import transaction
from sandbox.loyalty.records import SENT_AT
from sandbox.receipts import HOUSEHOLD_OFFSET, household, local, opened, source
from sandbox.world import World

TABLES = (
    """create table if not exists orders (
        order_id bigint primary key, household_id bigint not null, store_id bigint not null,
        ordered_at timestamp not null, total_cents bigint not null, line_count bigint not null,
        updated_at timestamp not null, deleted_at timestamp)""",
    """create table if not exists products (
        product_id bigint primary key, manufacturer_id bigint, department varchar, brand varchar,
        product_category varchar, product_type varchar, package_size varchar,
        updated_at timestamp not null)""",
    """create table if not exists households (
        household_id bigint primary key, email varchar not null, age varchar, income varchar,
        home_ownership varchar, marital_status varchar, household_size varchar,
        household_comp varchar, kids_count varchar, created_at timestamp not null,
        updated_at timestamp not null)""",
    "create index if not exists orders_updated_at on orders (updated_at)",
    "create index if not exists products_updated_at on products (updated_at)",
)
OPENING = "2017-01-01 05:00:00.000000"  # midnight in New York; every product has this time
BEGINNING = date.min

PRODUCTS = f"""
    select product_id, manufacturer_id, department, brand, product_category, product_type,
        package_size, '{OPENING}'
    from {{products}} order by product_id
"""
ORDERS = """
    select order_id, any_value(household_id), any_value(store_id), {ordered_at},
        cast(sum(sales_cents) as bigint), count(*), {ordered_at}, null
    from lines where business_date > ? and business_date <= ?
    group by order_id order by min(ordered_at), order_id
"""
# A household is known from its first order or the first letter it is sent, whichever is earlier.
HOUSEHOLDS = """
    with contacts as (
        select household_id, ordered_at as moment from lines
        union all
        select {copied} as household_id, {sent_at} as moment
        from {campaigns} join {descriptions} using (campaign_id), range({scale}) as copies(copy)
    ), known as (
        select household_id, min(moment) as moment from contacts group by household_id
    )
    select known.household_id, 'household-' || known.household_id || '@example.com', age, income,
        home_ownership, marital_status, household_size, household_comp, kids_count, {at}, {at}
    from known
    left join {demographics} on demographics.household_id = known.household_id % {offset}
    where {day} > ? and {day} <= ?
    order by known.household_id
"""


def expose(world: World) -> None:
    """Add the orders and households of the days that have ended since the last time."""
    clock, reached = world.clock, world.reached("shop")
    if reached == clock:
        return
    window = [reached or BEGINNING, clock]
    with opened(world.scale) as receipts, transaction(world.database("shop")) as shop:
        for statement in TABLES:
            shop.execute(statement)
        if reached is None:
            _insert(shop, "products", receipts.execute(_products()))
        # A killed tick has added its rows and not said so.
        _insert(shop, "orders", receipts.execute(_orders(), window))
        _insert(shop, "households", receipts.execute(_households(world.scale), window))
    world.reach("shop", clock)


def _insert(shop: sqlite3.Connection, table: str, rows: duckdb.DuckDBPyConnection) -> None:
    marks = ", ".join("?" * len(rows.description or []))
    shop.executemany(f"insert or ignore into {table} values ({marks})", rows.fetchall())


def _products() -> str:
    return PRODUCTS.format(products=source("products"))


def _orders() -> str:
    return ORDERS.format(ordered_at=_text("min(ordered_at)"))


def _households(scale: int) -> str:
    return HOUSEHOLDS.format(
        copied=household("household_id", "copy"),
        sent_at=SENT_AT,
        campaigns=source("campaigns"),
        descriptions=source("campaign_descriptions"),
        demographics=source("demographics"),
        scale=scale,
        offset=HOUSEHOLD_OFFSET,
        at=_text("known.moment"),
        day=f"cast({local('known.moment')} as date)",
    )


def _text(moment: str) -> str:
    return f"strftime({moment}, '%Y-%m-%d %H:%M:%S.%f')"
