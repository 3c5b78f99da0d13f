"""dagster 1.13.27's records in SQLite, where keeping each event costs five times what it must.

Its storages open a connection for each statement and close it again (`poolclass=NullPool`, for
example `sqlite_event_log.py`, `_connect`). When the last connection to a database in WAL mode
closes, SQLite writes the whole log back, waits for the disk, and removes it
(https://sqlite.org/wal.html, "Automatic Checkpoint"). A connection that stays open beside them
and does nothing keeps it from being the last. Where the files lie is Dagster's own business; the
contract test says when they have moved. With records in PostgreSQL there are none, and nothing
is kept open.
"""

import sqlite3
from collections.abc import Generator, Iterable
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path


def records(folder: Path) -> list[Path]:
    """The databases of a DAGSTER_HOME that all processes write: runs, their index, ticks."""
    history = folder / "history"
    return [
        history / "runs.db",
        history / "runs" / "index.db",
        folder / "schedules" / "schedules.db",
    ]


def log_of(folder: Path, run_id: str) -> Path:
    """The database with a run's events."""
    return folder / "history" / "runs" / f"{run_id}.db"


@contextmanager
def kept_open(databases: Iterable[Path]) -> Generator[None]:
    """Keep those of the databases open that are there."""
    with ExitStack() as stack:
        for path in databases:
            if path.is_file():
                connection = sqlite3.connect(path, timeout=60, check_same_thread=False)
                stack.enter_context(closing(connection))
                # It takes its place beside the others with its first look.
                connection.execute("select count(*) from sqlite_master").fetchone()
        yield
