"""Which landing files a load reads, and what is written down of them afterwards."""

from collections.abc import Iterable, Mapping

from weir.components.dlt.declaration import Table
from weir.components.dlt.request import Request
from weir.errors import WeirError
from weir.graph.partitions import Partitions
from weir.landing import File, Intake, Landing
from weir.landing.intake import Outcome
from weir.landing.ledger import LOADED, QUARANTINED, RELEASED, Entry
from weir.warehouse import Session, Warehouse
from weir.warehouse.interface import Address


def choose(
    table: Table, landing: Landing, known: dict[str, Entry], request: Request
) -> tuple[Intake, list[str], list[str]]:
    """The files to read: those of the requested keys, or else those that are new or replaced.

    A bad file is not read again before it is replaced.

    Returns:
        Those files, the requested partitions that have none, and the names of the files whose day
        is none of the source's.
    """
    files = landing.list()
    missing: list[str] = []
    outside = _outside(files, table, request.partitions)
    if request.keys:
        keys = set(request.keys)
        files = [file for file in files if file.partition in keys]
        missing = sorted(keys - {file.partition for file in files if file.partition})
    if not request.everything:
        files = [file for file in files if _is_due(file, known, by_key=bool(request.keys))]
    return Intake(landing, table.columns, files, allow_empty=table.allow_empty), missing, outside


def _outside(files: list[File], table: Table, partitions: Partitions | None) -> list[str]:
    if partitions is None or not partitions.start:
        return []
    days = ((file.name, partitions.split(file.partition or "")[0]) for file in files)
    return [n for n, day in days if n not in table.released and not partitions.has_day(day)]


def verify_landed(
    missing: Mapping[str, list[str]], landings: Iterable[Landing], request: Request
) -> None:
    """Refuse to load nothing: of several tables, one may have no file of what another has news of.

    Raises:
        WeirError: none of the requested partitions has a file, of any table.
    """
    keys = set(request.keys)
    if keys and missing and all(keys == set(lacking) for lacking in missing.values()):
        places = sorted(f"{landing.path} in {landing.setting}" for landing in landings)
        raise WeirError(
            f"no file has landed for {request.keys[0]}"
            + (f" to {request.keys[-1]}" if len(keys) > 1 else ""),
            where=", ".join(places),
            fix="wait for the file, or choose partitions that have one",
        )


def _is_due(file: File, known: dict[str, Entry], *, by_key: bool) -> bool:
    entry = known.get(file.name)
    if entry is None or entry.version != file.version:
        return True
    return by_key and entry.status == LOADED


def entries(outcomes: Iterable[Outcome], released: Iterable[str]) -> list[Entry]:
    """What the ledger is told of the files that were read."""
    names = set(released)
    return [
        Entry(
            file=outcome.file.name,
            version=outcome.file.version,
            partition_key=outcome.file.partition,
            status=_status(outcome, names),
            row_count=outcome.rows,
            error=outcome.error,
        )
        for outcome in outcomes
    ]


def _status(outcome: Outcome, released: set[str]) -> str:
    if outcome.error is None:
        return LOADED
    return RELEASED if outcome.file.name in released else QUARANTINED


def overlaps(session: Session, warehouse: Warehouse, address: Address, intake: Intake) -> bool:
    """Whether the table has rows in the ranges of the values that the files bring."""
    columns = intake.landing.columns
    if not columns:
        return True
    if not intake.files:
        return False
    within: list[str] = []
    parameters: list[str] = []
    for number, column in enumerate(columns):
        values = sorted(file.values[number] for file in intake.files)
        kind = _sql_type(intake, column)
        within.append(f"{column} >= cast(? as {kind}) and {column} <= cast(? as {kind})")
        parameters += [values[0], values[-1]]
    sql = f"select 1 from {warehouse.name(address)} where {' and '.join(within)} limit 1"
    return bool(session.rows(sql, parameters))


def clear_emptied(session: Session, warehouse: Warehouse, address: Address, intake: Intake) -> None:
    """Delete the rows of files whose new version is good and has none: a merge sees no value."""
    columns = intake.landing.columns
    own = [f"{column} = cast(? as {_sql_type(intake, column)})" for column in columns]
    condition = " and ".join(own) or "1 = 1"
    for outcome in intake.outcomes:
        if outcome.rows == 0:
            session.execute(
                f"delete from {warehouse.name(address)} where {condition}", outcome.file.values
            )


def _sql_type(intake: Intake, column: str) -> str:
    declared = intake.columns[column]
    return "string" if declared == "VARCHAR" else declared  # DuckDB and BigQuery both know it
