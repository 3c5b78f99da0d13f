"""The merged graph as data."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Any, Literal

from weir.graph.partitions import Partitions


@dataclass(frozen=True)
class Check:
    """An asset check.

    Attributes:
        together: keys of assets without which the check can't be run; empty where it runs alone.
        every: seconds after which its answer counts for nothing, since time alone changes it.
    """

    asset: str
    name: str
    location: str
    blocking: bool
    fingerprint: str | None = None
    together: tuple[str, ...] = ()
    every: float | None = None

    @property
    def id(self) -> str:
        """Asset and name, as it is printed."""
        return f"{self.asset}:{self.name}"


@dataclass(frozen=True)
class Probe:
    """The call that says whether a source has anything new.

    Attributes:
        pick: the asset's entry in the answer, where the call answers for all tables of a source.
        age: the call that says, of a source without news, how many seconds ago its rows were
            compared with the outside world; None: by asking, they are.
    """

    call: str
    arguments: dict[str, Any] = field(default_factory=dict[str, Any])
    age: str | None = None
    pick: str | None = None


@dataclass(frozen=True)
class FreshnessPolicy:
    """By when an asset must be as good as new: a window in seconds, or a deadline by the clock.

    Attributes:
        fail: seconds after which it is late; None where `cron` says when.
        warn: seconds after which it is nearly late.
        cron: the deadlines.
        lower_bound: seconds before a deadline from which on a load counts for it.
        of: whether the time of the load counts, or that of the data.
    """

    fail: float | None = None
    warn: float | None = None
    cron: str | None = None
    lower_bound: float = 0.0
    timezone: str = "UTC"
    of: Literal["load", "data"] = "load"


@dataclass(frozen=True)
class Origins:
    """The call that says which columns an asset's columns are made of, from code alone."""

    call: str
    arguments: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True)
class Asset:
    """An asset of one of the code locations.

    Attributes:
        key: the asset key's parts joined by a slash; for tables, mostly dataset/table.
        table: its address (dataset/table) where that is not its key.
        executable: whether a location can materialize it.
        together: keys that its step always makes with it, itself included.
        columns: (name, type, description) of each declared column.
        freshness: by when it must be new; None: nothing is promised.
        automation: the policy by which it is made by itself (`weir.automation.policy`).
        sensor: the one that watches its source.
    """

    key: str
    location: str
    executable: bool
    deps: tuple[str, ...] = ()
    together: tuple[str, ...] = ()
    group: str = "default"
    owners: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    description: str = ""
    columns: tuple[tuple[str, str, str], ...] = ()
    fingerprint: str | None = None
    partitions: Partitions | None = None
    probe: Probe | None = None
    origins: Origins | None = None
    allow_empty: bool = False
    freshness: FreshnessPolicy | None = None
    automation: dict[str, Any] | None = None
    table: str | None = None
    sensor: str | None = None

    @property
    def name(self) -> str:
        """The table's name without its dataset."""
        return self.key.rsplit("/", 1)[-1]

    @property
    def address(self) -> str:
        """Where its rows are, if it is a table: dataset/table."""
        return self.table or self.key

    @property
    def names(self) -> set[str]:
        """All by which a person may mean it: key and address, whole or without what is before."""
        return {self.key, self.name, self.address, self.address.rsplit("/", 1)[-1]}


@dataclass(frozen=True)
class Graph:
    """All assets and checks of all code locations."""

    assets: dict[str, Asset]
    checks: dict[str, Check]
    stamp: str = ""

    @cached_property
    def order(self) -> list[str]:
        """Keys, every parent before its children."""
        return list(TopologicalSorter({k: a.deps for k, a in self.assets.items()}).static_order())

    @cached_property
    def children(self) -> dict[str, list[str]]:
        """Direct consumers of each key."""
        found: dict[str, list[str]] = {key: [] for key in self.assets}
        for key in self.order:
            for dep in self.assets[key].deps:
                found[dep].append(key)
        return found

    @cached_property
    def checks_of(self) -> dict[str, list[Check]]:
        """Checks of each asset."""
        found: dict[str, list[Check]] = {key: [] for key in self.assets}
        for check in self.checks.values():
            found[check.asset].append(check)
        return found

    def parents(self, key: str) -> list[str]:
        """Nearest executable ancestors; what only describes (an explore) is passed through."""
        found: dict[str, None] = {}
        for dep in self.assets[key].deps:
            for parent in [dep] if self.assets[dep].executable else self.parents(dep):
                found.setdefault(parent)
        return list(found)

    def ancestors(self, key: str) -> set[str]:
        """Everything upstream of a key, however many hops and locations away."""
        return _closure(key, lambda k: self.assets[k].deps) - {key}

    def descendants(self, key: str) -> set[str]:
        """Everything downstream of a key."""
        return _closure(key, lambda k: self.children[k]) - {key}


def _closure(start: str, following: Callable[[str], Iterable[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting.extend(following(key))
    return found
