"""What a connection has really loaded, as the warehouse shows it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC

from weir.columns import ColumnsDifferError, conform
from weir.components.data_time import newest
from weir.components.fivetran.declaration import SYNCED, Table
from weir.components.fivetran.state import moment
from weir.warehouse import Session, Warehouse
from weir.warehouse.interface import Address


@dataclass(frozen=True)
class Arrival:
    """What lies in the warehouse of one table.

    Attributes:
        rows: all its rows.
        loaded: rows that were written since the last time.
        synced: when its newest row was written, by Fivetran's clock; seconds since 1970.
        undeclared: columns that nobody declared.
        wrong: what is wrong with it; None if nothing is.
    """

    rows: int = 0
    loaded: int = 0
    synced: float | None = None
    undeclared: tuple[str, ...] = ()
    wrong: str | None = None


def missing(warehouse: Warehouse, holder: str, addresses: Iterable[Address]) -> set[Address]:
    """Which of some tables are not in the warehouse."""
    with warehouse.session(holder, read_only=True) as session:
        return set(addresses) - session.tables()


def arrivals(
    warehouse: Warehouse,
    holder: str,
    dataset: str,
    tables: Mapping[str, Table],
    since: Mapping[str, str | None],
) -> dict[str, Arrival]:
    """What has arrived of each table.

    Args:
        holder: who holds the warehouse's lease meanwhile, in words.
        since: for each table the `succeeded_at` of the sync that was recorded last.
    """
    with warehouse.session(holder, read_only=True) as session:
        present = session.tables()
        return {
            name: _arrival(session, warehouse, (dataset, name), table, since[name])
            if (dataset, name) in present
            else Arrival(wrong="it is switched on in Fivetran, but was never loaded")
            for name, table in tables.items()
        }


def _arrival(
    session: Session, warehouse: Warehouse, address: Address, table: Table, since: str | None
) -> Arrival:
    if why := refused_columns(session, warehouse, address, table):
        return Arrival(wrong=why)
    rows = session.row_counts([address])[address]
    if not rows and not table.allow_empty:
        return Arrival(wrong="it has no rows, which its declaration does not allow")
    arrived = [column for column, _ in session.columns(address[0])[address[1]]]
    undeclared = tuple(column for column in arrived if column not in table.columns)
    name = warehouse.name(address)
    synced = newest(session, name, f"max({SYNCED})")
    return Arrival(rows, _rows_since(session, name, since, rows), synced, undeclared)


def refused_columns(
    session: Session, warehouse: Warehouse, address: Address, table: Table
) -> str | None:
    """In what way a table's columns are not the declared ones; None if they are."""
    nothing = session.arrow(f"select * from {warehouse.name(address)} limit 0")
    try:
        conform(nothing, table.columns, ".".join(address))
    except ColumnsDifferError as error:
        return error.what
    return None


def _rows_since(session: Session, name: str, since: str | None, rows: int) -> int:
    if since is None:
        return rows
    text = moment(since).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return session.rows(f"select count(*) from {name} where {SYNCED} > timestamp '{text}'")[0][0]
