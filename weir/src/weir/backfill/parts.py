"""Cut a backfill into runs: chunks of partitions, then what hangs on them, once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from weir.errors import WeirError
from weir.graph.model import Graph
from weir.plan.model import Plan


@dataclass(frozen=True)
class Part:
    """The contents of one run.

    Attributes:
        assets: keys, parents first.
        partitions: partition keys that the run makes of each of them, in order; empty for assets
            without partitions.
        behind: whether something here was made from partitions of this backfill.
    """

    assets: tuple[str, ...]
    partitions: tuple[str, ...] = ()
    behind: bool = False

    @property
    def text(self) -> str:
        """The part in a few words."""
        what = f"{len(self.assets)} asset{'s' if len(self.assets) > 1 else ''}"
        if not self.partitions:
            return what
        first, last = self.partitions[0], self.partitions[-1]
        span = first if first == last else f"{first} … {last}"
        return f"{span} ({len(self.partitions)} partitions) of {what}"


def parts(graph: Graph, plan: Plan, chunk: int) -> list[Part]:
    """The runs, in order: a run has one partitions definition, or none.

    In one run Dagster maps a range onto every definition in it, and reports partitions that
    nobody asked for. Everything behind a partitioned asset waits for all of its chunks.

    Args:
        plan: what to make; its `partitions` are those in the range.
        chunk: the most partitions in one run.
    """
    found: list[Part] = []
    for assets, partitioned in _stages(graph, list(plan.assets)):
        if not partitioned:
            found.append(Part(assets, behind=_behind(graph, plan, assets)))
            continue
        keys = sorted({key for asset in assets for key in plan.partitions.get(asset, [])})
        found += [Part(assets, tuple(keys[n : n + chunk])) for n in range(0, len(keys), chunk)]
    return found


def in_range(keys: Mapping[str, Sequence[str]], first: str, last: str) -> dict[str, list[str]]:
    """The partition keys of a range, both ends included.

    Raises:
        WeirError: a source has nothing in the range.
    """
    found = {a: sorted(k for k in all_ if first <= k <= last) for a, all_ in keys.items()}
    for asset, chosen in found.items():
        if not chosen:
            there = sorted(keys[asset])
            has = f"it has {there[0]} … {there[-1]}" if there else "it has none at all"
            raise WeirError(
                f"the source of {asset} has no partition from {first} to {last}; {has}",
                where="--from, --to",
                fix="name a range that the source has",
            )
    return found


def _stages(graph: Graph, assets: list[str]) -> list[tuple[tuple[str, ...], bool]]:
    """Assets that may share a run, in an order in which each follows all that it reads."""
    levels: dict[str, int] = {}
    for key in assets:
        before = [a for a in graph.ancestors(key) if a in levels]
        levels[key] = max(
            (levels[a] + (_kind(graph, a) != _kind(graph, key)) for a in before), default=0
        )
    stages: dict[tuple[int, str], list[str]] = {}
    for key in assets:
        stages.setdefault((levels[key], _kind(graph, key)), []).append(key)
    return [(tuple(stages[stage]), bool(stage[1])) for stage in sorted(stages)]


def _kind(graph: Graph, key: str) -> str:
    partitions = graph.assets[key].partitions
    return partitions.description if partitions else ""


def _behind(graph: Graph, plan: Plan, assets: tuple[str, ...]) -> bool:
    return any(graph.ancestors(key) & plan.partitions.keys() for key in assets)
