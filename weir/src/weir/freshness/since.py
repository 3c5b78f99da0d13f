"""Since when an asset is as it is: carried from the loaders down to what hangs on them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from weir.graph.model import Asset, Graph
from weir.records import Loaded

DATA_TIME = "weir/data_time"


@dataclass(frozen=True)
class Since:
    """Since when, and because of whom.

    Attributes:
        at: seconds since 1970; None where it is not known.
        root: the asset that decides it: a loader, or the one that was not made after its parent.
        why: what is to be said of the root.
    """

    at: float | None
    root: str
    why: str


STILL = Since(float("inf"), "", "it never changes by itself")


class Loads:
    """Up to when each asset is known to hold what its sources held.

    A loader: its last load, or the moment at which it was found unchanged later. What is made of
    others: as good as the worst of its parents. A parent that was loaded after it can't vouch
    for it, so that the moment counts at which it was made itself.
    """

    def __init__(
        self, graph: Graph, loaded: Mapping[str, Loaded], unchanged: Mapping[str, float]
    ) -> None:
        self.graph = graph
        self.loaded = loaded
        self.unchanged = unchanged
        self._known: dict[str, Since] = {}
        self._numbers: dict[str, int] = {}

    def of(self, key: str) -> Since:
        """Since when an asset is good."""
        # In the graph's order: a chain of models may be longer than Python's stack is deep.
        upstream = self.graph.ancestors(key) | {key}
        for one in (k for k in self.graph.order if k in upstream and k not in self._known):
            self._known[one] = self._of(self.graph.assets[one])
        found = self._known[key]
        if found is STILL:
            last = self.loaded[key]
            return Since(last.at, key, "made")
        return found

    def _of(self, asset: Asset) -> Since:
        parents = self.graph.parents(asset.key)
        last = self.loaded.get(asset.key)
        self._numbers[asset.key] = max(
            [last.number if last else 0]
            # A view is never behind: it reads its parents when it is read.
            + [self._numbers[p] for p in parents if "view" in asset.kinds]
        )
        if last is None:
            return Since(None, asset.key, "never loaded")
        if not parents:
            return self._root(asset, last)
        return min((self._through(asset, last, p) for p in parents), key=_order)

    def _root(self, asset: Asset, last: Loaded) -> Since:
        if "dbt" in asset.kinds and asset.freshness is None:
            return STILL  # a seed, or a model of no table: only its code can change it
        seen = self.unchanged.get(asset.key, 0.0)
        if seen > last.at:
            return Since(seen, asset.key, "found unchanged")
        return Since(last.at, asset.key, "loaded")

    def _through(self, asset: Asset, last: Loaded, parent: str) -> Since:
        since = self._known[parent]
        behind = self._numbers[parent] > self._numbers[asset.key]
        if since.at is None or not behind or since.at < last.at:
            return since
        return Since(last.at, asset.key, f"not made after {parent} was loaded")


class Data:
    """How old the data in each asset is: the loaders' data time as of the making of the asset.

    Args:
        before: the last load of an asset ahead of an event's number.
    """

    def __init__(
        self,
        graph: Graph,
        loaded: Mapping[str, Loaded],
        before: Callable[[str, int], Loaded | None],
    ) -> None:
        self.graph = graph
        self.loaded = loaded
        self.before = before
        self._known: dict[tuple[str, int | None], Since] = {}

    def of(self, key: str, until: int | None = None) -> Since:
        """Since when, as of an event's number (None: by the latest events)."""
        last, kinds = self.loaded.get(key), self.graph.assets[key].kinds
        if last and until is not None and last.number <= until and "view" not in kinds:
            until = None  # nothing of it happened since, so the answer is the same
        if (key, until) not in self._known:
            self._known[key, until] = self._of(self.graph.assets[key], until)
        return self._known[key, until]

    def _of(self, asset: Asset, until: int | None) -> Since:
        last = self.loaded.get(asset.key)
        if last is not None and until is not None and last.number > until:
            last = self.before(asset.key, until)
        if last is None:
            return Since(None, asset.key, "never loaded")
        parents = self.graph.parents(asset.key)
        if parents:
            limit = until if "view" in asset.kinds else last.number
            return min((self.of(p, limit) for p in parents), key=_order)
        recorded = last.facts.get(DATA_TIME)
        if recorded is not None:
            return Since(float(recorded), asset.key, "its data is of")
        if "dbt" in asset.kinds:
            return STILL
        return Since(None, asset.key, "it records no data time")


def _order(since: Since) -> float:
    """What is not known comes first."""
    return float("-inf") if since.at is None else since.at
