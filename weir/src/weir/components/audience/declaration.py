"""What an audience is, as plain data: where its members are and what the CRM is told of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from weir.errors import WeirError
from weir.warehouse.interface import Address

NAME = re.compile(r"[a-z][a-z0-9_]*")  # what HubSpot takes as a property's internal name
LITERAL = re.compile(r"[^'\\\n]*")  # what both dialects read alike between two quotes


@dataclass(frozen=True)
class Declaration:
    """One audience.

    Attributes:
        name: the audience's name, in the asset key and in its membership property.
        table: address of the mart that lists the members.
        rows: column = value, for a mart that lists several audiences.
        id_column: the mart's column with the customer's id; unique within the audience.
        id_property: the CRM's unique property that holds the same id.
        identity: CRM property -> column: who the contact is. Every audience may send these.
        properties: CRM property -> column: what this audience alone tells of its members.
        max_change: largest part of the known members that may change in one run (0.3 = 30 %).
        floor: number of changes that is never called a mass change.
        release: a reason that lets one mass change pass, once.
        max_attempts: how often a row that the CRM refused is sent again unchanged.
        where: the file that declares it, for messages.
    """

    name: str
    table: Address
    rows: Mapping[str, str]
    id_column: str
    id_property: str
    identity: Mapping[str, str]
    properties: Mapping[str, str]
    max_change: float
    floor: int
    release: str | None
    max_attempts: int
    where: str = field(compare=False)

    def __post_init__(self) -> None:
        for name in (self.name, self.id_property, *self.sent):
            if not NAME.fullmatch(name):
                raise self.wrong(
                    f"{name!r} can't be a name in the CRM",
                    "use small letters, digits and underscores, a letter first",
                    name,
                )
        reserved = [p for p in self.sent if p == self.id_property or p.startswith("weir_audience_")]
        if reserved:
            raise self.wrong(
                f"the property {reserved[0]!r} is written by Weir itself",
                "leave it out of identity and properties",
                reserved[0],
            )
        both = sorted(self.identity.keys() & self.properties.keys())
        if both:
            raise self.wrong(
                f"{both[0]!r} is under identity and under properties",
                "keep it under one of them",
                both[0],
            )
        for column, value in self.rows.items():
            if not LITERAL.fullmatch(value):
                raise self.wrong(
                    f"the value of rows.{column} has a quote, a backslash or a line break",
                    "filter in the mart's SQL instead",
                    column,
                )

    @property
    def membership(self) -> str:
        """The CRM property that says whether a contact is in this audience."""
        return f"weir_audience_{self.name}"

    @cached_property
    def sent(self) -> dict[str, str]:
        """CRM property -> column of everything sent of a member, in a fixed order."""
        return dict(sorted({**self.identity, **self.properties}.items()))

    @property
    def table_name(self) -> str:
        """The mart's address as people write it."""
        return ".".join(self.table)

    def wrong(self, what: str, fix: str, word: str) -> WeirError:
        """An error about the line of the declaration that has `word` as a key or a value."""
        return WeirError(what, where=self._place(word), fix=fix)

    def _place(self, word: str) -> str:
        exact = re.escape(word)
        found = re.compile(
            rf"""(^|[\s{{,])["']?{exact}["']?\s*:|:\s*["']?{exact}["']?\s*([,}}#]|$)"""
        )
        try:
            lines = Path(self.where).read_text().splitlines()
        except OSError:
            lines = []
        numbers = [number for number, line in enumerate(lines, 1) if found.search(line)]
        return f"{self.where}:{numbers[0]} ({word})" if numbers else f"{self.where} ({word})"
