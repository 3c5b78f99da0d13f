"""SQLite files that hold the state of the sandbox's systems."""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

WAIT = 30.0  # seconds that a writer waits for another


@contextmanager
def transaction(path: Path) -> Generator[sqlite3.Connection]:
    """A connection in one transaction: committed at the end, rolled back on an error.

    One connection per use: requests run on many threads. `synchronous=off` leaves out fsync,
    which would cost milliseconds per request; a killed process still loses nothing, only a
    machine that loses power may.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=WAIT, isolation_level=None)
    try:
        connection.row_factory = sqlite3.Row
        connection.execute("pragma journal_mode = wal")  # readers never wait for a writer
        connection.execute("pragma synchronous = off")
        connection.execute("begin immediate")
        try:
            yield connection
        except BaseException:
            connection.rollback()
            raise
        connection.commit()
    finally:
        connection.close()


@contextmanager
def reading(path: Path) -> Generator[sqlite3.Connection]:
    """A connection for reading; never waits for a writer."""
    connection = sqlite3.connect(path, timeout=WAIT, isolation_level=None)
    try:
        connection.row_factory = sqlite3.Row
        yield connection
    finally:
        connection.close()
