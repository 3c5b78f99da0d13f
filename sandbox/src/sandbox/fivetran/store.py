"""The account's connections, in SQLite: a restart forgets nothing."""

import json
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from sandbox.database import reading, transaction
from sandbox.fivetran.model import Connection, first_connections

SCHEMA = "create table if not exists connections (id text primary key, document text not null)"


class Store:
    """The connections that the database at `path` holds; a new one gets the first two."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with transaction(path) as database:
            new = not database.execute(
                "select 1 from sqlite_master where name = 'connections'"
            ).fetchone()
            database.execute(SCHEMA)
        if new:
            for connection in first_connections():
                self.add(connection)

    def all(self) -> list[Connection]:
        """All connections, by id."""
        with reading(self._path) as database:
            found = database.execute("select document from connections order by id").fetchall()
        return [Connection.read(json.loads(row["document"])) for row in found]

    def get(self, connection_id: str) -> Connection | None:
        """A connection; None where there is none of that id."""
        with reading(self._path) as database:
            row = database.execute(
                "select document from connections where id = ?", [connection_id]
            ).fetchone()
        return Connection.read(json.loads(row["document"])) if row else None

    def add(self, connection: Connection) -> None:
        """Add a connection, or replace the one of the same id."""
        with transaction(self._path) as database:
            database.execute(
                "insert or replace into connections values (?, ?)",
                [connection.id, json.dumps(connection.document())],
            )

    def delete(self, connection_id: str) -> None:
        """Delete a connection; its tables stay in the warehouse."""
        with transaction(self._path) as database:
            database.execute("delete from connections where id = ?", [connection_id])

    @contextmanager
    def change(self, connection_id: str) -> Generator[Connection]:
        """A connection to change; what the block did to it is written at its end, in one piece.

        Raises:
            KeyError: there is none of that id.
        """
        with transaction(self._path) as database:
            row = database.execute(
                "select document from connections where id = ?", [connection_id]
            ).fetchone()
            if row is None:
                raise KeyError(connection_id)
            connection = Connection.read(json.loads(row["document"]))
            yield connection
            database.execute(
                "update connections set document = ? where id = ?",
                [json.dumps(connection.document()), connection_id],
            )
