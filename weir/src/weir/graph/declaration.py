"""What is wrong with a declaration in YAML, as whoever wrote it reads it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

LONGEST = 60  # characters of a value that is quoted
OURS = {"value_error", "assertion_error"}  # whose message a validator of ours wrote
WORDS = {
    "list_type": "must be a list, like [a, b]",
    "dict_type": "must be a mapping of keys and values",
    "model_type": "must be a mapping of keys and values",
    "string_type": "must be a text; write it in quotes",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
}
ORDER = {**dict.fromkeys(OURS, 0), "extra_forbidden": 0, "missing": 2}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong.

    Attributes:
        place: file and line; empty where the error does not tell.
        said: the key, and what is wrong with it.
    """

    place: str
    said: str

    @property
    def text(self) -> str:
        """Both in one line."""
        return f"{self.place}: {self.said}" if self.place else self.said


def faults(error: BaseException, project: Path) -> list[Fault]:
    """What pydantic refused, without its words for programmers; empty for any other error.

    Unknown keys come first and what is missing last: where a key is misspelt, the right one is
    missing as well.
    """
    if not isinstance(error, ValidationError):
        return []
    listed: list[Any] = sorted(error.errors(), key=lambda one: ORDER.get(one["type"], 1))
    return [_fault(one, project) for one in listed]


def _fault(error: dict[str, Any], project: Path) -> Fault:
    # Dagster writes "attributes.tables at /srv/weir/…/defs.yaml:12" in the place of the keys.
    key, _, place = ".".join(str(part) for part in error["loc"]).rpartition(" at ")
    if not key:
        key, place = place, ""
    return Fault(place.removeprefix(f"{project}/"), _said(error, key))


def _said(error: dict[str, Any], key: str) -> str:
    message = error["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, ")
    if error["type"] == "missing":
        return f"{key} is missing"
    if error["type"] == "extra_forbidden":
        return f"{key}: unknown key"
    if error["type"] in OURS:
        return f"{key}: {message}"
    value = repr(error["input"])
    shown = value if len(value) <= LONGEST else f"{value[:LONGEST]} …"
    said = WORDS.get(error["type"]) or f"{message[:1].lower()}{message[1:]}"
    return f"{key}: {said}; it is {shown}"
