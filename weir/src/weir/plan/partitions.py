"""Which partitions of a partitioned asset are due."""

from collections.abc import Mapping

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
        if asset.partitions is not None and not _of_news(graph, plan, asset, reason):
            found.update(sources(graph, asset))
    return found


def partitions_of(graph: Graph, key: str, probed: Mapping[str, Probed]) -> list[str]:
    """Keys of the partitions to make, in order.

    A loader's are what its probe answered; those of what is made of it follow from them. Without
    such a loader all partitions of the definition are.

    Raises:
        WeirError: nothing says how far its partitions reach.
    """
    asset = graph.assets[key]
    own = asset.partitions
    if own is None:
        return []
    loaders = sources(graph, asset)
    if not loaders:
        every = own.every()
        if every is None:
            raise _endless(key, "let it read a partitioned source")
        return every
    found: set[str] = set()
    for loader in loaders:
        of, asked = graph.assets[loader].partitions, probed.get(loader)
        if of is None or asked is None:
            continue
        following = own.following(asked.partitions, of)
        if following is None:
            raise _endless(key, f"divide {loader} by day as well")
        found.update(following)
    return own.ordered(found)


def sources(graph: Graph, asset: Asset) -> list[str]:
    """The asset itself if it is a loader, else the loaders above it whose partitions line up."""
    if asset.probe is not None:
        return [asset.key]
    above = (graph.assets[key] for key in sorted(graph.ancestors(asset.key)))
    return [a.key for a in above if a.probe is not None and _line_up(a, asset)]


def _endless(key: str, otherwise: str) -> WeirError:
    return WeirError(
        f"{key} is partitioned, and nothing says which partitions there are",
        where=key,
        fix=f"give its partitions an end, or {otherwise}",
    )


def _of_news(graph: Graph, plan: Plan, asset: Asset, reason: str) -> bool:
    """Whether an asset is due for news of its own partitions, a view in between looked through."""
    while reason.startswith(DOWNSTREAM):
        parent = reason.removeprefix(DOWNSTREAM)
        if _line_up(graph.assets[parent], asset):
            return True
        reason = plan.assets[parent]
    return asset.probe is not None and reason.startswith(NEWS)


def _line_up(one: Asset, other: Asset) -> bool:
    return (
        one.partitions is not None
        and other.partitions is not None
        and other.partitions.lines_up(one.partitions)
    )
