"""What a test or a person makes the nightly export do."""

from datetime import date
from typing import Any, Literal

import pyarrow as pa
from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict

from sandbox import shop
from sandbox.bucket import put, put_parquet
from sandbox.pos.files import lines, path_of
from sandbox.world import World

AMENDED = "sales_cents"


class Wanted(BaseModel):
    """What a day's file is to be.

    Attributes:
        state: `original`: as the tills wrote it; `truncated`: the first half of its bytes;
            `empty`: no byte; `no_rows`: a file of the right columns without rows;
            `changed_type`: money as text; `corrected`: the tills sent it again with another
            price on its first line; `missing`: no file.
        add_cents: by how much `corrected` changes the first line. The shop's database says the
            same of that order.
    """

    model_config = ConfigDict(extra="forbid")

    state: Literal[
        "original", "truncated", "empty", "no_rows", "changed_type", "corrected", "missing"
    ]
    add_cents: int = 100


def create_control(world: World) -> APIRouter:
    """The routes below `/__sandbox/pos`."""
    router = APIRouter()

    @router.post("/files/{day}")
    def rewrite(day: date, wanted: Wanted) -> dict[str, Any]:
        rows = lines(world, day, day)
        if day > world.clock or not rows.num_rows:
            raise HTTPException(404, f"the tills have no file for {day}")
        path = path_of(world, day)
        match wanted.state:
            case "original":
                put_parquet(path, rows)
            case "truncated":
                put_parquet(path, rows)
                put(path, path.read_bytes()[: path.stat().st_size // 2])
            case "empty":
                put(path, b"")
            case "no_rows":
                put_parquet(path, rows.slice(0, 0))
            case "changed_type":
                position = rows.schema.get_field_index(AMENDED)
                text = rows.column(AMENDED).cast(pa.string())
                put_parquet(path, rows.set_column(position, AMENDED, text))
            case "corrected":
                corrected = _corrected(rows, wanted.add_cents)
                put_parquet(path, corrected)
                shop.set_total(world, *_total_of_first_order(corrected))
            case "missing":
                path.unlink(missing_ok=True)
        return {"path": str(path), "bytes": path.stat().st_size if path.exists() else None}

    return router


def _corrected(rows: pa.Table, add_cents: int) -> pa.Table:
    position = rows.schema.get_field_index(AMENDED)
    first, *others = rows.column(AMENDED).to_pylist()
    return rows.set_column(position, AMENDED, pa.array([first + add_cents, *others], pa.int64()))


def _total_of_first_order(rows: pa.Table) -> tuple[int, int]:
    orders = rows.column("order_id").to_pylist()
    sales = rows.column(AMENDED).to_pylist()
    return orders[0], sum(s for o, s in zip(orders, sales, strict=True) if o == orders[0])
