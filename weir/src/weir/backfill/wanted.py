"""Which partitions a backfill is asked for: a range of days, values of a dimension, or both."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from weir.errors import WeirError
from weir.graph.model import Graph
from weir.graph.partitions import Partitions
from weir.plan.probe import Probed

DAYS = "--from, --to"


@dataclass(frozen=True)
class Wanted:
    """A range of days, both ends included, and values of a static dimension.

    Attributes:
        first, last: empty where no days are named.
        values: each as `dimension=value`; none stands for all.
    """

    first: str = ""
    last: str = ""
    values: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The same in a few words."""
        days = f"{self.first} … {self.last}" if self.first else ""
        return " of ".join(part for part in (", ".join(self.values), days) if part) or "everything"

    def verify(self, divided: Sequence[Partitions]) -> None:
        """Refuse what none of some partitions can be asked for.

        Raises:
            WeirError: days are missing or too many, end before they begin, or a value that no
                asset has.
        """
        by_day = any(partitions.start for partitions in divided)
        if by_day != bool(self.first and self.last) or bool(self.first) != bool(self.last):
            raise WeirError(
                "it is made by day, and no range of days is named"
                if by_day
                else "what is selected is not divided by day",
                where=DAYS,
                fix="name the first and the last day" if by_day else "leave them out",
            )
        if self.first > self.last:
            raise WeirError(
                f"the range ends before it begins: {self.first} … {self.last}",
                where=DAYS,
                fix="exchange the two",
            )
        for word in self.values:
            _verify_value(word, divided)

    def within(self, graph: Graph, probed: Mapping[str, Probed]) -> dict[str, Probed]:
        """Of what the sources have, that which is wanted."""
        return {
            key: Probed(partitions=tuple(self._wanted(graph, key, answer.partitions)))
            for key, answer in probed.items()
        }

    def of(
        self, graph: Graph, keys: Mapping[str, Sequence[str]], all_: Mapping[str, Sequence[str]]
    ) -> dict[str, list[str]]:
        """Of the partition keys of each asset, those that are wanted.

        Args:
            keys: those that hang on what is wanted of their sources.
            all_: all that there are.

        Raises:
            WeirError: a source has none of them.
        """
        found: dict[str, list[str]] = {}
        for asset, there in all_.items():
            found[asset] = self._wanted(graph, asset, keys[asset])
            if not found[asset]:
                has = f"it has {there[0]} … {there[-1]}" if there else "it has none at all"
                raise WeirError(
                    f"the source of {asset} has no partition {self._missed}; {has}",
                    where=DAYS if self.first else "--partition",
                    fix="name what the source has",
                )
        return found

    @property
    def _missed(self) -> str:
        days = f"from {self.first} to {self.last}" if self.first else ""
        values = f"of {', '.join(self.values)}" if self.values else ""
        return " ".join(part for part in (values, days) if part)

    def _wanted(self, graph: Graph, asset: str, keys: Iterable[str]) -> list[str]:
        partitions = graph.assets[asset].partitions
        return [key for key in keys if partitions and self._wants(partitions, key)]

    def _wants(self, partitions: Partitions, key: str) -> bool:
        day, value = partitions.split(key)
        if day and self.first and not self.first <= day <= self.last:
            return False
        named = [word.partition("=")[2] for word in self.values if _is_of(word, partitions)]
        return not named or value in named


def _is_of(word: str, partitions: Partitions) -> bool:
    return bool(partitions.dimension) and word.partition("=")[0] == partitions.dimension


def _verify_value(word: str, divided: Iterable[Partitions]) -> None:
    dimension, _, value = word.partition("=")
    known = {p.dimension: p.values for p in divided if p.dimension}
    where = f"--partition {word}"
    if dimension not in known:
        raise WeirError(
            f"nothing that is selected is divided by {dimension!r}",
            where=where,
            fix=f"write {' or '.join(f'{name}=…' for name in known)}" if known else "leave it out",
        )
    if value not in known[dimension]:
        near = difflib.get_close_matches(value, known[dimension], n=1)
        raise WeirError(
            f"{value!r} is no {dimension}" + (f"; did you mean {near[0]!r}?" if near else ""),
            where=where,
            fix=f"use one of {', '.join(known[dimension])}, or declare it in `partitions`",
        )
