"""Data time: how new the newest row of a table is, whenever it was loaded."""

import datetime as dt

import dagster as dg

from weir.errors import WeirError
from weir.freshness.since import DATA_TIME
from weir.warehouse import Session


def newest(session: Session, table: str, expression: str) -> float | None:
    """The one value of `select expression from table`, in seconds since 1970.

    A date counts from its midnight in UTC, as dbt's source freshness counts it too.

    Returns:
        None where there is no such value: the table has no rows.

    Raises:
        WeirError: it is neither a timestamp nor a date.
    """
    rows = session.rows(f"select {expression} from {table}")
    value = rows[0][0] if rows else None
    if value is None:
        return None
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        value = dt.datetime.combine(value, dt.time())
    if not isinstance(value, dt.datetime):
        raise WeirError(
            f"{value!r} is no time",
            where=f"{expression} of {table}",
            fix="name a column, or an expression, that is a timestamp or a date",
        )
    return (value if value.tzinfo else value.replace(tzinfo=dt.UTC)).timestamp()


def as_metadata(moment: float | None) -> dict[str, dg.TimestampMetadataValue]:
    """What a materialization says of it."""
    return {} if moment is None else {DATA_TIME: dg.MetadataValue.timestamp(moment)}
