"""dagster 1.13.27's records in SQLite, where keeping each event costs five times what it must.

Its storages open a connection for each statement and close it again (`poolclass=NullPool`, for
example `sqlite_event_log.py`, `_connect`). When the last connection to a database in WAL mode
closes, SQLite writes the whole log back, waits for the disk, and removes it
(https://sqlite.org/wal.html, "Automatic Checkpoint"). A connection that stays open beside them
and does nothing keeps it from being the last. Where the files lie is Dagster's own business; the
contract test says when they have moved. With records in PostgreSQL there are none, and nothing
is kept open.

With the connection, they make a new SQLAlchemy engine, and so compile each statement anew.

And each commit waits for the disk (`PRAGMA synchronous` is FULL unless told). With NORMAL a
database in WAL mode stays whole whatever happens, and a power cut may take its last commits
(https://sqlite.org/pragma.html, "synchronous"): what they told of is made once more.
"""

import sqlite3
from collections.abc import Generator, Iterable
from contextlib import ExitStack, closing, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import dagster as dg
from dagster._core.storage.event_log.sqlite import sqlite_event_log
from dagster._core.storage.runs.sqlite import sqlite_run_storage
from dagster._core.storage.schedules.sqlite import sqlite_schedule_storage
from sqlalchemy.event import listen

STORAGES: tuple[Any, ...] = (sqlite_event_log, sqlite_run_storage, sqlite_schedule_storage)
KEPT = 8  # engines; each run's log is a database of its own, and is soon no longer asked
_create_engine: Any = STORAGES[0].create_engine


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
def log_kept_open(instance: dg.DagsterInstance, folder: Path, run_id: str) -> Generator[None]:
    """Keep a run's events open from the first of them on: what the run is to make comes first."""
    storage: Any = instance.event_log_storage
    with storage.run_connection(run_id):
        pass  # makes the database
    with kept_open([log_of(folder, run_id)]):
        yield


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


def remember_engines() -> None:
    """Have this process's storages use one engine for each database, with what it has compiled.

    Its connections do not wait for the disk at each commit.

    They have no pool, so that an engine holds no connection and may be forked.
    """
    for storage in STORAGES:
        storage.create_engine = _remembered


def _remembered(url: str, *, connect_args: dict[str, Any] | None = None, **options: Any) -> Any:
    return _engine(url, tuple((connect_args or {}).items()), tuple(options.items()))


@lru_cache(KEPT)
def _engine(url: str, connect_args: Any, options: Any) -> Any:
    engine = _create_engine(url, connect_args=dict(connect_args), **dict(options))
    listen(engine, "connect", _unhurried)
    return engine


def _unhurried(connection: sqlite3.Connection, _record: Any) -> None:
    connection.execute("pragma synchronous = normal")
