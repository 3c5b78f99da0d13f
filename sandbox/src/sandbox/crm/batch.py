"""Batch upsert: what is refused as a whole, what row by row, and what is written."""

import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sandbox.crm import contacts
from sandbox.crm.contacts import Contact
from sandbox.crm.properties import Property, known, missing
from sandbox.crm.refusal import VALIDATION_ERROR, RefusedError, invalid

MOST = 100  # inputs in a batch


@dataclass(frozen=True)
class Input:
    """One contact of a batch.

    Attributes:
        unique: name of the unique property that it is known by.
        value: that property's value.
        values: properties to set; an empty text clears one.
        trace: the caller's own mark, given back with the row's outcome.
    """

    unique: str
    value: str
    values: dict[str, str]
    trace: str | None

    def all_values(self) -> dict[str, str]:
        """What is to be written, the identifying property included."""
        return {**self.values, self.unique: self.value}


@dataclass
class Outcome:
    """What became of a batch: every input is in one of the lists.

    Attributes:
        written: input, contact, and "created", "updated" or "unchanged".
        refused: input, category and reason.
    """

    written: list[tuple[Input, Contact, str]] = field(default_factory=list)
    refused: list[tuple[Input, str, str]] = field(default_factory=list)


def parse(body: Any) -> list[Input]:
    """The inputs of a request's body.

    Raises:
        RefusedError: it is no batch, too large, or has an id twice.
    """
    given = body.get("inputs") if isinstance(body, dict) else None
    if not isinstance(given, list) or not given:
        raise RefusedError(400, VALIDATION_ERROR, "Invalid input JSON: inputs must not be empty")
    if len(given) > MOST:
        raise RefusedError(
            400, VALIDATION_ERROR, f"Batch size {len(given)} exceeds the maximum of {MOST} inputs"
        )
    inputs = [_input(item) for item in given]
    counts = Counter((item.unique, item.value) for item in inputs)
    twice = sorted(value for (_, value), count in counts.items() if count > 1)
    if twice:
        message = f"Duplicate IDs found in batch input: [{', '.join(twice)}]. IDs must be unique"
        raise RefusedError(400, VALIDATION_ERROR, message)
    return inputs


def upsert(connection: sqlite3.Connection, inputs: list[Input], moment: str) -> Outcome:
    """Write a batch: each input that has nothing wrong, at the time `moment`.

    Raises:
        RefusedError: an input is known by no unique property, or sets one that does not exist.
    """
    properties = known(connection)
    unique = [p for p in properties.values() if p.unique]
    if unknown := missing((name for i in inputs for name in i.all_values()), properties):
        raise RefusedError(400, VALIDATION_ERROR, invalid(unknown))
    if any(not properties[i.unique].unique for i in inputs):
        message = "Unable to perform update/upsert by non-unique 0-1 property"
        raise RefusedError(400, VALIDATION_ERROR, message)
    outcome = Outcome()
    for item in inputs:
        present = contacts.find(connection, item.unique, item.value)
        if reason := _wrong(connection, item, present, properties):
            outcome.refused.append((item, *reason))
            continue
        saved = contacts.save(connection, present, item.all_values(), unique, moment)
        kind = "created" if present is None else "unchanged" if saved == present else "updated"
        outcome.written.append((item, saved, kind))
    return outcome


def _input(item: Any) -> Input:
    try:
        values = {str(name): _text(value) for name, value in item["properties"].items()}
        trace = item.get("objectWriteTraceId")
        return Input(str(item["idProperty"]), str(item["id"]), values, trace)
    except (KeyError, TypeError, AttributeError) as error:
        message = f"Invalid input JSON: an input needs id, idProperty and properties ({error!r})"
        raise RefusedError(400, VALIDATION_ERROR, message) from error


def _text(value: object) -> str:
    """A value as HubSpot keeps it: as text."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _wrong(
    connection: sqlite3.Connection,
    item: Input,
    present: Contact | None,
    properties: dict[str, Property],
) -> tuple[str, str] | None:
    """Category and reason why one input can't be written; None where it can."""
    values = item.all_values()
    if problems := [p for n, v in values.items() if (p := properties[n].problem(v))]:
        return VALIDATION_ERROR, invalid(problems)
    for name, value in values.items():
        if properties[name].unique and value:
            other = contacts.find(connection, name, value)
            if other and (present is None or other.id != present.id):
                return "CONFLICT", f"Contact already exists. Existing ID: {other.id}"
    return None
