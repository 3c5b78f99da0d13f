"""What a test or a person makes people at the shop do."""

from typing import Any

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict

from sandbox.database import reading
from sandbox.shop import changes
from sandbox.world import World


class OrderChange(BaseModel):
    """New values of an order; what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    household_id: int | None = None
    store_id: int | None = None
    total_cents: int | None = None


class HouseholdChange(BaseModel):
    """New values of a household; what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    email: str | None = None
    age: str | None = None
    income: str | None = None


class ProductChange(BaseModel):
    """New values of a product; what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    brand: str | None = None
    department: str | None = None
    package_size: str | None = None


def create_control(world: World) -> APIRouter:
    """The routes below `/__sandbox/shop`."""
    router = APIRouter()

    @router.get("")
    def rows() -> dict[str, int]:
        """The number of rows of each table."""
        with reading(world.database("shop")) as shop:
            return {
                table: shop.execute(f"select count(*) from {table}").fetchone()[0]
                for table in ("orders", "products", "households")
            }

    @router.post("/orders/{order_id}")
    def change_order(order_id: int, wanted: OrderChange) -> dict[str, Any]:
        found = changes.change_order(world, order_id, **_given(wanted))
        return _row(world, "orders", "order_id", order_id, found=found)

    @router.delete("/orders/{order_id}")
    def delete_order(order_id: int) -> dict[str, Any]:
        """Mark an order as deleted: its row stays, with the time in deleted_at."""
        found = changes.delete_order(world, order_id)
        return _row(world, "orders", "order_id", order_id, found=found)

    @router.post("/households/{household_id}")
    def change_household(household_id: int, wanted: HouseholdChange) -> dict[str, Any]:
        found = changes.change_household(world, household_id, **_given(wanted))
        return _row(world, "households", "household_id", household_id, found=found)

    @router.delete("/households/{household_id}")
    def delete_household(household_id: int) -> dict[str, Any]:
        """Remove a household without a trace."""
        if not changes.delete_household(world, household_id):
            raise HTTPException(404, f"there is no household {household_id}")
        return {"household_id": household_id}

    @router.post("/products/{product_id}")
    def change_product(product_id: int, wanted: ProductChange) -> dict[str, Any]:
        found = changes.change_product(world, product_id, **_given(wanted))
        return _row(world, "products", "product_id", product_id, found=found)

    return router


def _given(wanted: BaseModel) -> dict[str, Any]:
    given = wanted.model_dump(exclude_unset=True)
    if not given:
        raise HTTPException(422, "name at least one column to change")
    return given


def _row(world: World, table: str, key: str, value: int, *, found: bool) -> dict[str, Any]:
    if not found:
        raise HTTPException(404, f"there is no such row: {table}.{key} = {value}")
    with reading(world.database("shop")) as shop:
        row = shop.execute(f"select * from {table} where {key} = ?", [value]).fetchone()
    return dict(row)
