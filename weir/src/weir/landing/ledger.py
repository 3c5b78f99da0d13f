"""What became of each landing file: a table in the warehouse, so that it shares its fate."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

import pyarrow as pa

from weir.warehouse import Session, Warehouse
from weir.warehouse.interface import Address

LEDGER: Address = ("ops", "landing_files")
LOADED, QUARANTINED, RELEASED = "loaded", "quarantined", "released"
# Types by names that DuckDB and BigQuery share; so are the columns' (ROWS is reserved in one).
COLUMNS = {
    "dataset": "string",
    "table_name": "string",
    "file": "string",
    "version": "string",
    "partition_key": "string",
    "status": "string",
    "row_count": "int64",
    "error": "string",
    "seen_at": "datetime",
}
ARROW = {"string": pa.string(), "int64": pa.int64(), "datetime": pa.timestamp("us")}
SCHEMA = pa.schema([pa.field(name, ARROW[kind]) for name, kind in COLUMNS.items()])


@dataclass(frozen=True)
class Entry:
    """One file's fate.

    Attributes:
        status: loaded, quarantined or released (left out knowingly).
        partition_key: the value that the file holds all rows of.
        row_count: rows loaded from it; None if none could be read.
        error: why it is not loaded.
    """

    file: str
    version: str
    partition_key: str | None
    status: str
    row_count: int | None
    error: str | None


class Ledger:
    """The entries of one table."""

    def __init__(self, warehouse: Warehouse, address: Address) -> None:
        self.address = address
        self._name = warehouse.name(LEDGER)

    def entries(self, session: Session) -> dict[str, Entry]:
        """Entries by file name; none where nothing was ever loaded."""
        if LEDGER not in session.tables():
            return {}
        found = session.rows(
            "select file, version, partition_key, status, row_count, error "
            f"from {self._name} where dataset = ? and table_name = ?",
            self.address,
        )
        return {row[0]: Entry(*row) for row in found}

    def record(self, session: Session, entries: Sequence[Entry]) -> None:
        """Write entries in place of earlier ones of the same files."""
        if not entries:
            return
        self._create(session)
        self.forget(session, [entry.file for entry in entries])
        now = datetime.now(UTC).replace(tzinfo=None)
        dataset, table = self.address
        rows = [
            {"dataset": dataset, "table_name": table, **asdict(entry), "seen_at": now}
            for entry in entries
        ]
        session.append(LEDGER, pa.Table.from_pylist(rows, schema=SCHEMA))

    def settle(self, session: Session, released: Iterable[str]) -> dict[str, Entry]:
        """Apply a list of released files, also backwards; returns what stays in quarantine."""
        names = set(released)
        entries = self.entries(session)
        changed: list[Entry] = []
        for entry in entries.values():
            if entry.status == LOADED:
                continue
            wanted = RELEASED if entry.file in names else QUARANTINED
            if entry.status != wanted:
                changed.append(replace(entry, status=wanted))
        self.record(session, changed)
        entries |= {entry.file: entry for entry in changed}
        return {name: e for name, e in entries.items() if e.status == QUARANTINED}

    def forget(self, session: Session, files: Sequence[str]) -> None:
        """Delete the entries of some files: they count as new again."""
        if LEDGER not in session.tables():
            return
        for start in range(0, len(files), 500):
            names = files[start : start + 500]
            marks = ", ".join("?" * len(names))
            session.execute(
                f"delete from {self._name} where dataset = ? and table_name = ? "
                f"and file in ({marks})",
                [*self.address, *names],
            )

    def _create(self, session: Session) -> None:
        columns = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
        session.create_dataset(LEDGER[0])
        session.execute(f"create table if not exists {self._name} ({columns})")
