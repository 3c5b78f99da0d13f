"""The journal of the CRM: every batch, and what it wrote."""

import json
import sqlite3
from typing import Any

from sandbox.crm.batch import Outcome

SCHEMA = (
    """create table if not exists batches (
        id integer primary key, at text not null, status integer not null,
        received integer not null, created integer not null, updated integer not null,
        unchanged integer not null, refused integer not null, message text)""",
    """create table if not exists writes (
        id integer primary key, batch integer not null, contact integer not null,
        identifier text not null, outcome text not null, properties text not null)""",
)
KINDS = ("created", "updated", "unchanged")


def prepare(connection: sqlite3.Connection) -> None:
    """Make the tables."""
    for statement in SCHEMA:
        connection.execute(statement)


def refused(
    connection: sqlite3.Connection, moment: str, status: int, received: int, message: str
) -> None:
    """Write down a batch of which nothing was written."""
    connection.execute(
        "insert into batches (at, status, received, created, updated, unchanged, refused, message) "
        "values (?, ?, ?, 0, 0, 0, ?, ?)",
        [moment, status, received, received, message],
    )


def written(connection: sqlite3.Connection, moment: str, status: int, outcome: Outcome) -> None:
    """Write down a batch and what became of each of its inputs."""
    kinds = [kind for _, _, kind in outcome.written]
    made = connection.execute(
        "insert into batches (at, status, received, created, updated, unchanged, refused, message) "
        "values (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            moment,
            status,
            len(outcome.written) + len(outcome.refused),
            *(kinds.count(kind) for kind in KINDS),
            len(outcome.refused),
            outcome.refused[0][2] if outcome.refused else None,
        ],
    )
    connection.executemany(
        "insert into writes (batch, contact, identifier, outcome, properties) "
        "values (?, ?, ?, ?, ?)",
        [
            (made.lastrowid, contact.id, item.value, kind, json.dumps(item.values))
            for item, contact, kind in outcome.written
        ],
    )


def batches(connection: sqlite3.Connection, last: int = -1) -> list[dict[str, Any]]:
    """The last batches, newest first; -1: all of them."""
    rows = connection.execute("select * from batches order by id desc limit ?", [last])
    return [dict(row) for row in rows]


def writes(connection: sqlite3.Connection, after: int = 0) -> list[dict[str, Any]]:
    """What was accepted after the write with the id `after`, oldest first."""
    rows = connection.execute("select * from writes where id > ? order by id", [after])
    return [{**row, "properties": json.loads(row["properties"])} for row in rows]
