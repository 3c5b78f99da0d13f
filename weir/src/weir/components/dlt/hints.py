"""Put a table's declaration onto a dlt resource."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa

from weir.columns import conform
from weir.components.dlt.declaration import Table
from weir.errors import WeirError
from weir.landing import Landing

# New columns are loaded, changed types are refused.
CONTRACT = {"tables": "evolve", "columns": "evolve", "data_type": "freeze"}


def apply(resource: Any, name: str, table: Table, *, append: bool) -> None:
    """Declare the table's columns, keys and disposition, and verify every chunk that it yields.

    Args:
        name: dataset and table, for messages.
        append: nothing of what is loaded can be in the table yet, so nothing has to be replaced.
    """
    disposition, primary_key, merge_key = _disposition(table)
    resource.apply_hints(
        write_disposition="append" if append else disposition,
        primary_key=primary_key,
        merge_key=merge_key,
        columns=column_hints(table),
        schema_contract=CONTRACT,
    )
    resource.add_map(_verifier(name, table))


def _disposition(table: Table) -> tuple[Any, list[str], list[str]]:
    """Write disposition, primary key and merge key in dlt's words."""
    merge = {"disposition": "merge", "strategy": "delete-insert"}
    if table.files is None:
        if table.merges:
            return merge, table.primary_key, table.merge_key
        return "replace", [], []
    if columns := Landing(table.files).columns:
        # By the file's values alone: a row that the new file leaves out has to go as well.
        return merge, [], list(columns)
    # Not dlt's `replace`, which empties the table when the only file was bad.
    return {**merge, "destination_scope": "1 = 1"}, [], []


def column_hints(table: Table) -> dict[str, dict[str, Any]]:
    """What dlt has to be told of the columns; their types it takes from Arrow.

    A type given here would be one to which dlt's SQL source converts what it reads, text that
    looks like a number included: a changed type would go unseen.
    """
    hints: dict[str, dict[str, Any]] = {name: {"name": name} for name in table.columns}
    for name, kind in table.columns.items():
        if kind == "TIMESTAMP":
            hints[name] |= {"timezone": False, "precision": 6}
    if table.hard_delete:
        hints[table.hard_delete]["hard_delete"] = True
    return hints


def _verifier(name: str, table: Table) -> Callable[[Any], pa.Table]:
    def verify(rows: Any) -> pa.Table:
        if isinstance(rows, pa.RecordBatch):
            rows = pa.Table.from_batches([rows])
        if not isinstance(rows, pa.Table):
            # dlt normalizes Python rows one by one, 70 times slower than Arrow.
            raise WeirError(
                f"the source yields {type(rows).__name__} rows for {name}, not Arrow tables",
                where=name,
                fix="yield pyarrow tables (for SQL: backend='pyarrow')",
            )
        return conform(rows, table.columns, name)

    return verify
