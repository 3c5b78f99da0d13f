"""The state of each asset of which a freshness is promised."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import dagster as dg

from weir.freshness.deadline import late_at, warns_at
from weir.freshness.past import Past
from weir.freshness.since import Data, Loads, Since
from weir.freshness.unchanged import found_unchanged
from weir.graph.model import Asset, Graph
from weir.records import Loaded, Records


class State(StrEnum):
    """How new an asset is."""

    FRESH = "fresh"
    WARNS = "warns"
    LATE = "late"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Freshness:
    """How new an asset is, and because of whom.

    Attributes:
        good: until when it is known to hold what its sources held (of: data: until when it has
            data); seconds since 1970, as all times here. None: never loaded, or not known.
        deadline: when it is late, unless something happens before.
        root: the asset that decides it, mostly a loader.
        because: what is to be said of the root: "loaded", "found unchanged", "never loaded", …
    """

    key: str
    state: State
    good: float | None
    deadline: float | None
    root: str
    because: str


Before = Callable[[str, int], Loaded | None]


def freshness(
    graph: Graph,
    records: Records,
    *,
    now: float,
    unchanged: Mapping[str, float] | None = None,
    before: Before = lambda _key, _number: None,
) -> dict[str, Freshness]:
    """The freshness of every asset that has a policy, in the graph's order.

    Computed from events alone, so that it needs no daemon.

    Args:
        unchanged: when each loader was last found unchanged; see `found_unchanged`.
        before: the last load of an asset ahead of an event's number; see `Past`.
    """
    loads = Loads(graph, records.loaded, unchanged or {})
    data = Data(graph, records.loaded, before)
    found: dict[str, Freshness] = {}
    for asset in (graph.assets[key] for key in graph.order):
        policy = asset.freshness
        if policy is not None:
            since = data.of(asset.key) if policy.of == "data" else loads.of(asset.key)
            found[asset.key] = _judged(asset, since, now)
    return found


def find(
    instance: dg.DagsterInstance, graph: Graph, records: Records, now: float
) -> dict[str, Freshness]:
    """The same, with what an instance remembers."""
    loaders = [key for key, asset in graph.assets.items() if not asset.deps]
    return freshness(
        graph,
        records,
        now=now,
        unchanged=found_unchanged(instance, [k for k in loaders if k in records.loaded]),
        before=Past(instance),
    )


def _judged(asset: Asset, since: Since, now: float) -> Freshness:
    policy = asset.freshness
    if policy is None or since.at is None or since.at == float("inf"):
        return Freshness(asset.key, State.UNKNOWN, None, None, since.root, since.why)
    deadline = late_at(policy, since.at)
    warning = warns_at(policy, since.at)
    state = State.FRESH
    if now >= deadline:
        state = State.LATE
    elif warning is not None and now >= warning:
        state = State.WARNS
    return Freshness(asset.key, state, since.at, deadline, since.root, since.why)
