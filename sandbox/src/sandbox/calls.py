"""A log of every request to the sandbox's systems."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.database import reading, transaction

SCHEMA = """
    create table if not exists calls (
        id integer primary key, system text not null, method text not null, path text not null,
        query text not null, status integer not null, injected integer not null,
        seconds real not null, clock text not null)
"""


@dataclass(frozen=True)
class Call:
    """One request and what was answered.

    Attributes:
        system: the path under which the system is mounted, without its slash.
        path: the path below that.
        query: the query string.
        status: the status that the client was answered.
        injected: whether a fault decided on the answer.
        seconds: until the answer began.
        clock: the sandbox's date.
    """

    system: str
    method: str
    path: str
    query: str
    status: int
    injected: bool
    seconds: float
    clock: str


class Calls:
    """The calls, kept in a database."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with transaction(path) as connection:
            connection.execute(SCHEMA)

    def add(self, call: Call) -> None:
        """Write down a call."""
        with transaction(self._path) as connection:
            names = ", ".join(vars(call))
            marks = ", ".join(f":{name}" for name in vars(call))
            connection.execute(f"insert into calls ({names}) values ({marks})", vars(call))

    def after(self, number: int = 0, system: str | None = None) -> list[dict[str, Any]]:
        """The calls after the one with the id `number`, oldest first."""
        with reading(self._path) as connection:
            found = connection.execute(
                "select * from calls where id > ? and coalesce(system = ?, true) order by id",
                [number, system],
            ).fetchall()
        return [{**row, "injected": bool(row["injected"])} for row in found]

    def counts(self) -> dict[str, int]:
        """The number of calls of each system."""
        with reading(self._path) as connection:
            return dict(
                connection.execute("select system, count(*) from calls group by system").fetchall()
            )
