"""Which landing files a load reads, and what is written down of them afterwards."""

from collections.abc import Iterable

from weir.components.dlt.declaration import Table
from weir.components.dlt.request import Request
from weir.errors import WeirError
from weir.landing import File, Intake, Landing
from weir.landing.intake import Outcome
from weir.landing.ledger import LOADED, QUARANTINED, RELEASED, Entry
from weir.warehouse import Session, Warehouse
from weir.warehouse.interface import Address


def choose(
    table: Table, landing: Landing, known: dict[str, Entry], request: Request
) -> tuple[Intake, list[str]]:
    """The files to read: those of the requested days, or else those that are new or replaced.

    A bad file is not read again before it is replaced.

    Returns:
        Those files, and the requested days that have none.

    Raises:
        WeirError: none of the requested days has a file.
    """
    files = landing.list()
    missing: list[str] = []
    if request.days:
        days = set(request.days)
        files = [file for file in files if file.partition in days]
        if not files:
            raise WeirError(
                f"no file has landed for {request.days[0]}"
                + (f" to {request.days[-1]}" if len(days) > 1 else ""),
                where=f"{landing.path} in {landing.setting}",
                fix="wait for the file, or choose days that have one",
            )
        missing = sorted(days - {file.partition for file in files if file.partition})
    if not request.everything:
        files = [file for file in files if _is_due(file, known, by_day=bool(request.days))]
    return Intake(landing, table.columns, files, allow_empty=table.allow_empty), missing


def _is_due(file: File, known: dict[str, Entry], *, by_day: bool) -> bool:
    entry = known.get(file.name)
    if entry is None or entry.version != file.version:
        return True
    return by_day and entry.status == LOADED


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
    """Whether the table has rows in the range of the values that the files bring."""
    values = sorted(file.partition for file in intake.files if file.partition)
    column = intake.landing.column
    if not column:
        return True
    if not values:
        return False
    kind = _sql_type(intake, column)
    sql = (
        f"select 1 from {warehouse.name(address)} "
        f"where {column} >= cast(? as {kind}) and {column} <= cast(? as {kind}) limit 1"
    )
    return bool(session.rows(sql, [values[0], values[-1]]))


def clear_emptied(session: Session, warehouse: Warehouse, address: Address, intake: Intake) -> None:
    """Delete the rows of files whose new version is good and has none: a merge sees no value."""
    column = intake.landing.column
    for outcome in intake.outcomes:
        if outcome.rows != 0:
            continue
        condition = f"{column} = cast(? as {_sql_type(intake, column)})" if column else "1 = 1"
        parameters = [outcome.file.partition] if column else []
        session.execute(f"delete from {warehouse.name(address)} where {condition}", parameters)


def _sql_type(intake: Intake, column: str) -> str:
    declared = intake.columns[column]
    return "string" if declared == "VARCHAR" else declared  # DuckDB and BigQuery both know it
