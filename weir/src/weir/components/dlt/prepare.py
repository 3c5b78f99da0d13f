"""Look at the warehouse before a load: what is there decides how the load goes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from weir.columns import arrow_type
from weir.components.dlt import intake
from weir.components.dlt.declaration import Table
from weir.components.dlt.request import Request
from weir.landing import Intake, Landing, Ledger
from weir.warehouse import Session, Warehouse
from weir.warehouse.interface import Address


@dataclass(frozen=True)
class Prepared:
    """How a load goes.

    Attributes:
        intakes: the files to read, for each table that comes from files.
        anew: tables that are read from the start: what is there of them is dropped.
        appended: tables of which nothing that is loaded can be there yet.
        without_file: requested partitions that no file has landed for, by table.
        outside: names of the files whose day is none of the source's, by table.
    """

    intakes: dict[str, Intake] = field(default_factory=dict[str, Intake])
    anew: set[str] = field(default_factory=set[str])
    appended: set[str] = field(default_factory=set[str])
    without_file: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    outside: dict[str, list[str]] = field(default_factory=dict[str, list[str]])


def prepare(
    session: Session,
    warehouse: Warehouse,
    *,
    dataset: str,
    tables: Mapping[str, Table],
    setting: str,
    request: Request,
) -> Prepared:
    """Decide how the tables are loaded.

    A table that is missing or empty is read from the start: its cursor, or its files' entries
    in the ledger, may have survived a refresh that was killed after it dropped the rows.

    A full refresh of some partitions drops the table only if a column has another type: it can't
    stay. The files of the others then count as new.

    Args:
        setting: name of the setting that holds the landing bucket's URL.
    """
    counts = session.row_counts([(dataset, name) for name in tables])
    made = Prepared()
    forgotten: list[tuple[Ledger, list[str]]] = []
    for name, table in tables.items():
        address = (dataset, name)
        empty = not counts.get(address)
        if table.files is None:
            if empty or (request.everything and not request.keys):
                made.anew.add(name)
            continue
        ledger = Ledger(warehouse, address)
        entries = ledger.entries(session)
        anew = empty or (
            request.everything
            and (not request.keys or _retyped(session, warehouse, address, table))
        )
        files, missing, outside = intake.choose(
            table,
            Landing(table.files, setting, request.dimension),
            {} if anew else entries,
            request,
        )
        made.intakes[name] = files
        made.without_file[name] = missing
        made.outside[name] = outside
        # Killed half-way, an append must find its files unknown again.
        if anew:
            made.anew.add(name)
            made.appended.add(name)
            forgotten.append((ledger, [*entries, *(file.name for file in files.files)]))
        elif not intake.overlaps(session, warehouse, address, files):
            made.appended.add(name)
            forgotten.append((ledger, [file.name for file in files.files]))
    if made.intakes.keys() == tables.keys():
        landings = [files.landing for files in made.intakes.values()]
        intake.verify_landed(made.without_file, landings, request)
    for ledger, names in forgotten:
        ledger.forget(session, names)
    return made


def _retyped(session: Session, warehouse: Warehouse, address: Address, table: Table) -> bool:
    """Whether a column is declared with another type than it has in the warehouse."""
    present: Any = session.arrow(f"select * from {warehouse.name(address)} limit 0").schema
    return any(
        present.field(column).type != arrow_type(kind)
        for column, kind in table.columns.items()
        if column in present.names
    )
