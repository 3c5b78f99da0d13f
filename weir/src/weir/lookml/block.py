"""Parsed LookML: blocks of keys and values, each of which knows its file and line."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from weir.lookml.place import Place


@dataclass(frozen=True)
class Scalar:
    """A text, number or yes/no as it is written, without its quotes."""

    text: str
    place: Place


@dataclass(frozen=True)
class Block:
    """Keys and values in braces (`.lkml`) or a mapping (`.lookml`).

    Attributes:
        kind: the key before the block, for example `view` or `dimension`.
        name: the name between key and brace; "" where there is none.
    """

    kind: str
    name: str
    place: Place
    entries: "tuple[Entry, ...]" = ()

    def __str__(self) -> str:
        return f"{self.kind} {self.name}".strip()

    def only(self, *keys: str, because: Mapping[str, tuple[str, str]] | None = None) -> None:
        """Refuse every key but these.

        Args:
            keys: the keys that the interpreter knows in this kind of block.
            because: why, for keys of LookML that people will try.

        Raises:
            WeirError: naming the key, its file and line, and the nearest known key.
        """
        for entry in self.entries:
            if entry.key in keys:
                continue
            near = difflib.get_close_matches(entry.key, keys, n=1)
            known = f"one of: {', '.join(sorted(keys))}"
            fix = f"write {near[0]!r}" if near else f"remove it, or use {known}"
            what = f"{self}: the key {entry.key!r} is not supported"
            reason = (because or {}).get(entry.key)
            raise entry.place.refuse(
                *((f"{what}: {reason[0]}", reason[1]) if reason else (what, fix))
            )

    def find(self, key: str) -> "Entry | None":
        """The entry of a key that stands at most once."""
        return next((entry for entry in self.entries if entry.key == key), None)

    def scalar(self, key: str) -> Scalar | None:
        """The value of a key, where it has one; refused if it is a list or a block."""
        entry = self.find(key)
        if entry is None:
            return None
        if not isinstance(entry.value, Scalar):
            raise entry.place.refuse(f"{self}: {key!r} takes one value", f"write `{key}: value`")
        return entry.value

    def text(self, key: str, default: str = "") -> str:
        """The text of a key."""
        found = self.scalar(key)
        return default if found is None else found.text

    def required(self, key: str) -> str:
        """The text of a key that must be there."""
        found = self.scalar(key)
        if found is None:
            raise self.place.refuse(f"{self}: {key!r} is missing", f"add `{key}:` to it")
        return found.text

    def choice(self, key: str, *allowed: str, default: str | None = None) -> str:
        """The text of a key that takes one of a few values.

        Raises:
            WeirError: another value, or none where there is no default.
        """
        value = self.text(key, default) if default is not None else self.required(key)
        if value not in allowed:
            options = " or ".join(allowed)
            raise self.at(key).refuse(
                f"{self}: {key} {value!r} is not supported", f"use {key}: {options}"
            )
        return value

    def flag(self, key: str, *, default: bool = False) -> bool:
        """A yes/no (`.lkml`) or true/false (`.lookml`)."""
        shown = "yes" if default else "no"
        return self.choice(key, "yes", "no", "true", "false", default=shown) in {"yes", "true"}

    def whole(self, key: str) -> int:
        """A whole number from 0 that must be there."""
        value = self.required(key)
        if not value.isdecimal():
            raise self.at(key).refuse(
                f"{self}: {key} {value!r} is no whole number", f"write `{key}: 6`"
            )
        return int(value)

    def texts(self, key: str) -> tuple[Scalar, ...]:
        """The items of a list of scalars; empty where the key is missing."""
        entry = self.find(key)
        if entry is None:
            return ()
        items = entry.value if isinstance(entry.value, tuple) else (entry.value,)
        scalars = tuple(item for item in items if isinstance(item, Scalar))
        if not isinstance(entry.value, tuple) or len(scalars) != len(items):
            raise entry.place.refuse(f"{self}: {key!r} takes a list", f"write `{key}: [a, b]`")
        return scalars

    def pairs(self, key: str) -> dict[str, Scalar]:
        """The name-value pairs of a key (`filters`, `listen`); empty where it is missing."""
        entry = self.find(key)
        if entry is None:
            return {}
        if not isinstance(entry.value, Block):
            raise entry.place.refuse(
                f"{self}: {key!r} takes pairs", f'write `{key}: [field: "value"]`'
            )
        found: dict[str, Scalar] = {}
        for pair in entry.value.entries:
            if not isinstance(pair.value, Scalar):
                raise pair.place.refuse(f"{self}: {key}.{pair.key} takes one value")
            found[pair.key] = pair.value
        return found

    def blocks(self, kind: str) -> "list[Block]":
        """The blocks of a kind, in the order of the file."""
        found: list[Block] = []
        for entry in self.entries:
            if entry.key != kind:
                continue
            values = entry.value if isinstance(entry.value, tuple) else (entry.value,)
            for value in values:
                if not isinstance(value, Block):
                    raise entry.place.refuse(f"{self}: {kind!r} takes a block")
                found.append(value)
        return found

    def at(self, key: str) -> Place:
        """Where a key stands; the block's own place if it has no such key."""
        entry = self.find(key)
        return self.place if entry is None else entry.place

    def canonical(self) -> str:
        """What the block says, without comments, layout and places."""
        inner = ",".join(f"{entry.key}={_canonical(entry.value)}" for entry in self.entries)
        return f"{self.kind} {self.name!r}{{{inner}}}"


Value: TypeAlias = "Scalar | Block | tuple[Value, ...]"


@dataclass(frozen=True)
class Entry:
    """A key with its value."""

    key: str
    value: Value
    place: Place


def _canonical(value: Value) -> str:
    match value:
        case Scalar(text=text):
            return repr(text)
        case Block():
            return value.canonical()
        case _:
            return "[" + ",".join(_canonical(item) for item in value) + "]"
