"""The lineage of columns as data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeAlias

from weir.graph.model import Graph

UNNAMED = "*"  # stands in `reasons` for columns whose names are not known


class Origin(NamedTuple):
    """A column of an asset."""

    asset: str
    column: str

    def __str__(self) -> str:
        return f"{self.asset}.{self.column}"


Columns: TypeAlias = tuple[Origin, ...]


class Told(NamedTuple):
    """What is known of one asset's columns.

    Attributes:
        columns: the asset's columns in order, and the columns that each one's values come from:
            none for a constant, for a count, and where it can't be told.
        reasons: why that can't be told, by column; `*`: there are columns without a known name.
    """

    columns: Mapping[str, Columns]
    reasons: Mapping[str, str]


@dataclass(frozen=True)
class Lineage:
    """The columns of all assets.

    Attributes:
        told: what is known of each asset of which something is said.
        stamp: of the graph that it was made from.
    """

    graph: Graph
    told: Mapping[str, Told]
    stamp: str = ""

    def columns(self, asset: str) -> list[str]:
        """An asset's columns: declared, then made by its SQL, then those that others read."""
        declared = [name for name, _, _ in self.graph.assets[asset].columns]
        made = list(self.told[asset].columns) if asset in self.told else []
        return list(dict.fromkeys(declared + made + self._read.get(asset, [])))

    def up(self, column: Origin) -> Columns:
        """The columns that a column's values come from."""
        told = self.told.get(column.asset)
        return told.columns.get(column.column, ()) if told else ()

    def down(self, column: Origin) -> Columns:
        """The columns that are made of a column."""
        return tuple(self._down.get(column, ()))

    def reason(self, column: Origin) -> str | None:
        """Why it can't be told what a column is made of; None where it is told."""
        asset = self.graph.assets[column.asset]
        told = self.told.get(column.asset)
        if told is None:
            # What reads nothing is a source: its columns are made of none.
            return "its location does not tell it" if asset.deps else None
        if column.column in told.reasons:
            return told.reasons[column.column]
        if column.column in told.columns:
            return None
        return told.reasons.get(UNNAMED, "it is declared, but the table's SQL makes no such column")

    def untold(self) -> Iterator[tuple[Origin, str]]:
        """Each column of which it can't be told what it is made of, and why."""
        for key in self.graph.order:
            for name in self.columns(key):
                column = Origin(key, name)
                if reason := self.reason(column):
                    yield column, reason
            told = self.told.get(key)
            if told and UNNAMED in told.reasons:
                yield Origin(key, UNNAMED), told.reasons[UNNAMED]

    @cached_property
    def _read(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for origin in self._down:
            found.setdefault(origin.asset, []).append(origin.column)
        return found

    @cached_property
    def _down(self) -> dict[Origin, list[Origin]]:
        found: dict[Origin, list[Origin]] = {}
        for key in self.graph.order:
            if key in self.told:
                for name, origins in self.told[key].columns.items():
                    for origin in origins:
                        found.setdefault(origin, []).append(Origin(key, name))
        return found
