"""Upsert what a sync read into the warehouse."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import pyarrow as pa

from sandbox import ads
from sandbox.fivetran.extract import Batch
from weir.warehouse import Session, Warehouse

STAGING = "fivetran_staging"
SQL_TYPES: dict[Any, str] = {
    pa.bool_(): "BOOLEAN",
    pa.date32(): "DATE",
    pa.float64(): "DOUBLE",
    pa.int64(): "BIGINT",
    pa.string(): "VARCHAR",
    pa.timestamp("us"): "TIMESTAMP",
}


def load(
    warehouse: Warehouse, holder: str, dataset: str, batches: Iterable[Batch], moment: datetime
) -> dict[str, int]:
    """Upsert batches by primary key, all tables in one transaction.

    A row that the source no longer returns for a day it was asked for is marked as deleted and
    stays (https://fivetran.com/docs/core-concepts/sync-modes/soft-delete). A table is made when
    its first rows arrive, as Fivetran does.

    Args:
        holder: who holds the warehouse's lease meanwhile, in words.
        dataset: where the tables go.
        moment: the rows' `_fivetran_synced`.

    Returns:
        How many rows each table received.
    """
    with warehouse.session(holder) as session:
        session.create_dataset(warehouse.dataset(dataset))
        session.create_dataset(STAGING)
        session.execute("begin")
        try:
            counts = {
                batch.shape.name: _upsert(session, warehouse, dataset, batch, moment)
                for batch in batches
            }
        except BaseException:
            session.execute("rollback")
            raise
        session.execute("commit")
    return counts


def _upsert(
    session: Session, warehouse: Warehouse, dataset: str, batch: Batch, moment: datetime
) -> int:
    shape, rows = batch.shape, ads.stamped(batch.rows, moment)
    target = warehouse.name((dataset, shape.name))
    exists = (dataset, shape.name) in session.tables()
    if not exists and rows.num_rows == 0:
        return 0
    staged = f'"{STAGING}"."{shape.name}"'
    columns = ", ".join(f'"{field.name}" {SQL_TYPES[field.type]}' for field in rows.schema)
    session.execute(f"create table if not exists {target} ({columns})")
    session.execute(f"create or replace table {staged} ({columns})")
    session.append((STAGING, shape.name), rows)
    same = " and ".join(f'{target}."{name}" = {staged}."{name}"' for name in shape.key)
    if batch.window:
        start, end = batch.window
        session.execute(
            f"update {target} set _fivetran_deleted = true, _fivetran_synced = ? "
            f'where "date" between ? and ? and not _fivetran_deleted '
            f"and not exists (select 1 from {staged} where {same})",
            [moment.replace(tzinfo=None), start, end],
        )
    session.execute(f"delete from {target} using {staged} where {same}")
    session.execute(f"insert into {target} by name select * from {staged}")
    session.execute(f"drop table {staged}")
    return rows.num_rows
