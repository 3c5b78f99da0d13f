"""Data time: how new the newest row of a table is, whenever it was loaded."""

import datetime as dt

import dagster as dg

from weir.freshness.since import DATA_TIME
from weir.warehouse import Session, Warehouse
from weir.warehouse.interface import Address


def newest(session: Session, warehouse: Warehouse, address: Address, column: str) -> float | None:
    """The largest value of a TIMESTAMP or DATE column, in seconds since 1970.

    A date counts from its midnight in UTC, as dbt's source freshness counts it too.

    Returns:
        None where the table has no rows.
    """
    value = session.rows(f"select max({column}) from {warehouse.name(address)}")[0][0]
    if value is None:
        return None
    if not isinstance(value, dt.datetime):
        value = dt.datetime.combine(value, dt.time())
    return (value if value.tzinfo else value.replace(tzinfo=dt.UTC)).timestamp()


def as_metadata(moment: float | None) -> dict[str, dg.TimestampMetadataValue]:
    """What a materialization says of it."""
    return {} if moment is None else {DATA_TIME: dg.MetadataValue.timestamp(moment)}
