"""The order of runs of which each may hold one partitions definition only."""

from collections.abc import Hashable, Mapping, Sequence

from weir.graph.model import Graph

Kind = Mapping[str, Hashable]


def stages(
    graph: Graph, assets: list[str], keys: Mapping[str, Sequence[str]] | None = None
) -> list[tuple[str, ...]]:
    """Assets that may share a run, in an order in which each follows all that it reads.

    In one run Dagster maps a range onto every definition in it, and reports partitions that
    nobody asked for.

    Args:
        assets: keys, parents first.
        keys: of the partitions of each; where given, those that share a run have the same.
    """
    kinds = {key: (kind(graph, key), tuple((keys or {}).get(key, ()))) for key in assets}
    levels: dict[str, int] = {}
    for key in assets:
        above = graph.ancestors(key)
        levels[key] = max(
            (levels[a] + _apart(graph, a, key, kinds) for a in above & levels.keys()), default=0
        )
    found: dict[tuple[int, tuple[str, tuple[str, ...]]], list[str]] = {}
    for key in assets:
        found.setdefault((levels[key], kinds[key]), []).append(key)
    return [tuple(found[stage]) for stage in sorted(found)]


def _apart(graph: Graph, one: str, other: str, kinds: Kind) -> bool:
    """Whether an asset needs another run than one above it.

    Trap: a run of some partitions has no view that lies between two tables of them, and without
    it Dagster knows of no order: the reader would be made first, of the old rows.
    """
    if kinds[one] != kinds[other]:
        return True
    own = kind(graph, other)
    between = graph.descendants(one) & graph.ancestors(other) if own else set[str]()
    return any(kind(graph, key) != own for key in between)


def kind(graph: Graph, key: str) -> str:
    """How an asset is partitioned; empty where it is not."""
    partitions = graph.assets[key].partitions
    return partitions.description if partitions else ""
