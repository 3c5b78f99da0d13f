"""Which partitions of a partitioned asset are due."""

from collections.abc import Mapping
from datetime import date, timedelta

from weir.errors import WeirError
from weir.graph.model import Asset, Graph
from weir.plan.model import Plan
from weir.plan.probe import Probed

NEWS = "new at its source"
DOWNSTREAM = "downstream of "


def all_partitions_needed(graph: Graph, plan: Plan) -> set[str]:
    """Loaders to ask for all their partitions, not for what is new alone.

    Those whose asset, or a partitioned asset behind them, is due for another reason than news.
    """
    found: set[str] = set()
    for key, reason in plan.assets.items():
        asset = graph.assets[key]
        if asset.partitions is not None and not _of_news(graph, asset, reason):
            found.update(_sources(graph, asset))
    return found


def days_of(graph: Graph, key: str, probed: Mapping[str, Probed]) -> list[str]:
    """Keys of the partitions to make.

    A loader's are what its probe answered; those of what is made of it, the same. Without such a
    loader all partitions of the definition are.

    Raises:
        WeirError: nothing says how far its partitions reach.
    """
    asset = graph.assets[key]
    sources = _sources(graph, asset)
    if sources:
        asked = (probed[source].partitions for source in sources if source in probed)
        return sorted({day for days in asked for day in days})
    if asset.partitions is None:
        return []
    if asset.partitions.end is None:
        raise WeirError(
            f"{key} is partitioned, and nothing says which partitions there are",
            where=key,
            fix="give its partitions an end, or let it read a partitioned source",
        )
    first, end = (date.fromisoformat(day) for day in (asset.partitions.start, asset.partitions.end))
    return [(first + timedelta(days=n)).isoformat() for n in range((end - first).days)]


def _sources(graph: Graph, asset: Asset) -> list[str]:
    """The asset itself if it is a loader, else the loaders above it with the same partitions."""
    if asset.probe is not None:
        return [asset.key]
    same = (graph.assets[key] for key in sorted(graph.ancestors(asset.key)))
    return [a.key for a in same if a.probe is not None and _same(a, asset)]


def _of_news(graph: Graph, asset: Asset, reason: str) -> bool:
    if asset.probe is not None or not reason.startswith(DOWNSTREAM):
        return reason.startswith(NEWS)
    return _same(graph.assets[reason.removeprefix(DOWNSTREAM)], asset)


def _same(one: Asset, other: Asset) -> bool:
    return (
        one.partitions is not None
        and other.partitions is not None
        and one.partitions.description == other.partitions.description
    )
