"""Changes that people at the shop make to rows which exist."""

import sqlite3
from datetime import datetime, timedelta
from typing import Any

from sandbox.database import reading, transaction
from sandbox.world import World

FORM = "%Y-%m-%d %H:%M:%S.%f"
NOW = object()  # as a value: the time of the change


def change_order(world: World, order_id: int, **values: Any) -> bool:
    """Set columns of an order, and its time of change; False where there is no such order."""
    return _update(world, "orders", "order_id", order_id, values)


def set_total(world: World, order_id: int, total_cents: int) -> None:
    """Correct an order's total."""
    change_order(world, order_id, total_cents=total_cents)


def delete_order(world: World, order_id: int) -> bool:
    """Mark an order as deleted; False where there is none that is not."""
    with reading(world.database("shop")) as shop:
        found = shop.execute(
            "select 1 from orders where order_id = ? and deleted_at is null", [order_id]
        ).fetchone()
    return bool(found) and change_order(world, order_id, deleted_at=NOW)


def change_household(world: World, household_id: int, **values: Any) -> bool:
    """Set columns of a household; False where there is no such household."""
    return _update(world, "households", "household_id", household_id, values)


def change_product(world: World, product_id: int, **values: Any) -> bool:
    """Set columns of a product; False where there is no such product."""
    return _update(world, "products", "product_id", product_id, values)


def delete_household(world: World, household_id: int) -> bool:
    """Remove a household; False where there is no such household."""
    with transaction(world.database("shop")) as shop:
        done = shop.execute("delete from households where household_id = ?", [household_id])
        return done.rowcount == 1


def _update(world: World, table: str, key: str, value: int, values: dict[str, Any]) -> bool:
    """Set columns of one row; the value NOW stands for the time of the change."""
    moment = world.instant().replace(tzinfo=None)
    with transaction(world.database("shop")) as shop:
        changed_at = _later(shop, table, moment)
        columns = {**values, "updated_at": NOW}
        sets = ", ".join(f"{column} = ?" for column in columns)
        new = [changed_at if v is NOW else v for v in columns.values()]
        done = shop.execute(f"update {table} set {sets} where {key} = ?", [*new, value])
        return done.rowcount == 1


def _later(shop: sqlite3.Connection, table: str, moment: datetime) -> str:
    """A time of change after all others in the table.

    Orders of the clock's last hour lie after the sandbox's instant; a change at the instant
    would lie before a cursor that has seen them, and no incremental load would find it.
    """
    latest = shop.execute(f"select max(updated_at) from {table}").fetchone()[0]
    after = datetime.strptime(latest, FORM) + timedelta(microseconds=1)  # noqa: DTZ007 - naive UTC
    return max(moment, after).strftime(FORM)
