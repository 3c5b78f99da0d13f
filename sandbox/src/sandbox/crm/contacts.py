"""The contacts, found by the values of their unique properties."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sandbox.crm.properties import Property, prepare
from sandbox.database import transaction

SCHEMA = (
    """create table if not exists contacts (
        id integer primary key, created_at text not null, updated_at text not null,
        properties text not null)""",
    """create table if not exists identifiers (
        property text not null, value text not null, contact integer not null,
        primary key (property, value)) without rowid""",
)


@dataclass(frozen=True)
class Contact:
    """A contact.

    Attributes:
        id: the CRM's own id.
        created_at: on the sandbox's clock, as is `updated_at`.
        properties: those that have a value.
    """

    id: int
    created_at: str
    updated_at: str
    properties: dict[str, str]


def open_account(path: Path) -> None:
    """Make the tables of the account where there are none."""
    with transaction(path) as connection:
        prepare(connection)
        for statement in SCHEMA:
            connection.execute(statement)


def every(connection: sqlite3.Connection, after: int = 0, limit: int = -1) -> Iterator[Contact]:
    """Contacts with ids above `after`, in the order of their ids; -1: all of them."""
    rows = connection.execute(
        "select * from contacts where id > ? order by id limit ?", [after, limit]
    )
    return map(_contact, rows)


def find(connection: sqlite3.Connection, unique: str, value: str) -> Contact | None:
    """The contact that has a value of a unique property."""
    row = connection.execute(
        "select contacts.* from contacts join identifiers on contact = id "
        "where property = ? and value = ?",
        [unique, value],
    ).fetchone()
    return row and _contact(row)


def save(
    connection: sqlite3.Connection,
    present: Contact | None,
    values: dict[str, str],
    unique: list[Property],
    moment: str,
) -> Contact:
    """Write a contact: its properties with `values` put over them, empty ones cleared.

    Values equal to the present ones leave even its time of change as it is.
    """
    old = {} if present is None else present.properties
    properties = {name: value for name, value in {**old, **values}.items() if value}
    if present is not None and properties == old:
        return present
    text = json.dumps(properties, sort_keys=True)
    if present is None:
        made = connection.execute(
            "insert into contacts (created_at, updated_at, properties) values (?, ?, ?)",
            [moment, moment, text],
        )
        saved = Contact(int(made.lastrowid or 0), moment, moment, properties)
    else:
        connection.execute(
            "update contacts set updated_at = ?, properties = ? where id = ?",
            [moment, text, present.id],
        )
        saved = Contact(present.id, present.created_at, moment, properties)
    connection.execute("delete from identifiers where contact = ?", [saved.id])
    connection.executemany(
        "insert into identifiers values (?, ?, ?)",
        [(p.name, properties[p.name], saved.id) for p in unique if p.name in properties],
    )
    return saved


def _contact(row: sqlite3.Row) -> Contact:
    return Contact(row["id"], row["created_at"], row["updated_at"], json.loads(row["properties"]))
