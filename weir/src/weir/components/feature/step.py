"""What the steps of features and models share: the gate, errors, the record of a table made."""

import contextlib
from collections.abc import Generator
from typing import Any

import dagster as dg

from weir import gate
from weir.retry.steps import step
from weir.warehouse.interface import Address

POOL = "warehouse"


def name(address: Address) -> str:
    """The op's name for a table."""
    return "__".join(address)


def holder(context: dg.AssetExecutionContext, address: Address) -> str:
    """How the lease names this step to those who wait for it."""
    return f"run {context.run_id[:8]} step {name(address)}"


@contextlib.contextmanager
def guarded(context: dg.AssetExecutionContext) -> Generator[None]:
    """Run a step's body, unless the gate holds its asset back.

    Raises:
        dg.Failure: an ancestor's blocking check stands failed, or the body met an error that
            trying again does not put right.
    """
    gate.refuse_withheld(context)
    with step(context):
        yield


def materialized(
    address: Address, rows: int, identity: str, metadata: dict[str, Any] | None = None
) -> dg.MaterializeResult[Any]:
    """The record that a table was made, with what the planner and the pages read."""
    return dg.MaterializeResult(
        asset_key=dg.AssetKey(list(address)),
        metadata={
            "dagster/row_count": rows,
            "dagster/table_name": ".".join(address),
            "weir/warehouse": identity,
            **(metadata or {}),
        },
    )
