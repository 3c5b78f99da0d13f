"""The messages that arrived."""

import sqlite3
from datetime import UTC, datetime

SCHEMA = """create table if not exists messages (
    id integer primary key, at text not null, team text not null, title text not null,
    body text not null, tone text not null)"""


def prepare(connection: sqlite3.Connection) -> None:
    """Make the table."""
    connection.execute(SCHEMA)


def add(connection: sqlite3.Connection, team: str, title: str, body: str, tone: str) -> None:
    """Keep a message.

    Its time is that of the machine: alerts are about the platform, not about the shop's days.
    """
    connection.execute(
        "insert into messages (at, team, title, body, tone) values (?, ?, ?, ?, ?)",
        [datetime.now(UTC).isoformat(timespec="seconds"), team, title, body, tone],
    )


def newest(
    connection: sqlite3.Connection, team: str | None = None, limit: int = -1
) -> list[dict[str, str]]:
    """Messages, newest first; -1: all of them."""
    rows = connection.execute(
        "select * from messages where coalesce(team = ?, true) order by id desc limit ?",
        [team, limit],
    )
    return [dict(row) for row in rows]


def counts(connection: sqlite3.Connection) -> dict[str, int]:
    """The number of messages of each team that got any."""
    rows = connection.execute("select team, count(*) from messages group by team order by team")
    return {row[0]: row[1] for row in rows}
