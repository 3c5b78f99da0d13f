"""The properties that contacts have."""

import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sandbox.crm.refusal import RefusedError, problem

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
BOOLEANS = frozenset({"true", "false"})
NAME = re.compile(r"[a-z][a-z0-9_]*")
TYPES = frozenset({"string", "bool"})
SCHEMA = """
    create table if not exists properties (
        name text primary key, label text not null, type text not null, is_unique integer not null)
"""


@dataclass(frozen=True)
class Property:
    """A property of contacts.

    Attributes:
        name: as the API calls it.
        label: as people read it.
        type: "string" or "bool" (whose values are the texts true and false).
        unique: whether no two contacts may have the same value.
    """

    name: str
    label: str
    type: str = "string"
    unique: bool = False

    def problem(self, value: str) -> dict[str, Any] | None:
        """What is wrong with a value; None where nothing is. An empty one clears the property."""
        if not value:
            return None
        if self.name == "email" and not EMAIL.fullmatch(value):
            return problem(self.name, "INVALID_EMAIL", f"Email address {value} is invalid")
        if self.type == "bool" and value not in BOOLEANS:
            message = f"{value} was not one of the allowed options: [true, false]"
            return problem(self.name, "INVALID_OPTION", message)
        return None

    def document(self) -> dict[str, Any]:
        """The property as the API shows it."""
        field = "booleancheckbox" if self.type == "bool" else "text"
        return {
            "name": self.name,
            "label": self.label,
            "type": self.type,
            "fieldType": field,
            "groupName": "contactinformation",
            "hasUniqueValue": self.unique,
        }


FIRST = (
    Property("email", "Email", unique=True),
    Property("weir_customer_id", "Weir customer id", unique=True),
    Property("weir_segment", "Weir segment"),
    Property("weir_churn_band", "Weir churn band"),
    Property("weir_audience_win_back", "Win back", "bool"),
    Property("weir_audience_suppress_fatigued", "Suppress: fatigued", "bool"),
    Property("weir_audience_champions", "Champions", "bool"),
)


def prepare(connection: sqlite3.Connection) -> None:
    """Make the table with the properties that the account begins with."""
    connection.execute(SCHEMA)
    connection.executemany("insert or ignore into properties values (?, ?, ?, ?)", map(_row, FIRST))


def known(connection: sqlite3.Connection) -> dict[str, Property]:
    """All properties by their names, in the order in which they were made."""
    rows = connection.execute("select * from properties order by rowid")
    return {name: Property(name, label, kind, bool(unique)) for name, label, kind, unique in rows}


def add(connection: sqlite3.Connection, wanted: Property) -> None:
    """Make a property.

    Raises:
        RefusedError: it exists, or is none that there can be.
    """
    if not NAME.fullmatch(wanted.name) or wanted.type not in TYPES:
        raise RefusedError(
            400, "VALIDATION_ERROR", f"Property {wanted.name!r} of type {wanted.type!r} is invalid"
        )
    if wanted.name in known(connection):
        raise RefusedError(
            409, "OBJECT_ALREADY_EXISTS", f"A property named '{wanted.name}' already exists."
        )
    connection.execute("insert into properties values (?, ?, ?, ?)", _row(wanted))


def missing(names: Iterable[str], properties: dict[str, Property]) -> list[dict[str, Any]]:
    """What is wrong with names that are no property's."""
    return [
        problem(name, "PROPERTY_DOESNT_EXIST", f'Property "{name}" does not exist')
        for name in sorted(set(names) - properties.keys())
    ]


def _row(wanted: Property) -> tuple[str, str, str, bool]:
    return wanted.name, wanted.label, wanted.type, wanted.unique
