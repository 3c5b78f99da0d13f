"""Which partitions of a partitioned asset are due."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from weir.errors import WeirError
from weir.graph.divided import above
from weir.graph.model import Asset, Graph
from weir.graph.partitions import Partitions
from weir.plan.model import Plan
from weir.plan.probe import Probed

NEWS = "new at its source"
DOWNSTREAM = "downstream of "
OLDER = "older than what they are made of"


def all_partitions_needed(graph: Graph, plan: Plan) -> set[str]:
    """Loaders to ask for all their partitions, not for what is new alone.

    Those whose asset, or a partitioned asset behind them, is due for another reason than news.
    """
    found: set[str] = set()
    for key in plan.assets:
        asset = graph.assets[key]
        if asset.partitions is not None and not of_news(graph, plan.assets, asset):
            found.update(sources(graph, asset))
    return found


def of_news(graph: Graph, planned: Mapping[str, str], asset: Asset) -> bool:
    """Whether some partitions of a planned asset are due, and not all of them.

    All are where its own code changed, or that of a view before it, or where nothing but tables
    without partitions is new.

    Args:
        planned: the reason of each planned asset.
    """
    reason = planned[asset.key]
    if asset.probe is not None:
        return reason.startswith(NEWS)
    if not reason.startswith(DOWNSTREAM):
        return reason.endswith(OLDER)
    made_of = above(graph, asset.key)
    views = [planned[view] for view in made_of.between if view in planned]
    if not all(reason.startswith(DOWNSTREAM) for reason in views):
        return False
    return any(key in planned and line_up(graph.assets[key], asset) for key in made_of.divided)


def partitions_of(
    graph: Graph,
    key: str,
    probed: Mapping[str, Probed],
    older: Mapping[str, Sequence[str]] | None = None,
) -> list[str]:
    """Keys of the partitions to make, in order.

    A loader's are what its probe answered; those of what is made of it follow from them, and from
    what `behind` names of it and above it. Without such a loader all partitions of the definition
    are.

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
        following = own.following(asked.partitions, _looking_back(graph, loader, key, of))
        if following is None:
            raise _endless(key, f"divide {loader} by day as well")
        found.update(following)
    ancestors = graph.ancestors(key)
    for late, keys in (older or {}).items():
        of = graph.assets[late].partitions
        if late == key:
            found.update(keys)
        elif late in ancestors and of is not None and own.lines_up(of):
            found.update(own.following(keys, of) or [])
    return own.ordered(found)


def _looking_back(graph: Graph, loader: str, key: str, of: Partitions) -> Partitions:
    """A loader's partitions, as far back as what lies between it and an asset looks."""
    between = [one for one in graph.ancestors(key) if loader in graph.ancestors(one)]
    days = sum(p.lookback for one in between if (p := graph.assets[one].partitions))
    return replace(of, lookback=of.lookback + days)


def sources(graph: Graph, asset: Asset) -> list[str]:
    """The asset itself if it is a loader, else the loaders above it whose partitions line up."""
    if asset.probe is not None:
        return [asset.key]
    ancestors = (graph.assets[key] for key in sorted(graph.ancestors(asset.key)))
    return [a.key for a in ancestors if a.probe is not None and line_up(a, asset)]


def _endless(key: str, otherwise: str) -> WeirError:
    return WeirError(
        f"{key} is partitioned, and nothing says which partitions there are",
        where=key,
        fix=f"give its partitions an end, or {otherwise}",
    )


def line_up(one: Asset, other: Asset) -> bool:
    """Whether partitions of one asset say which of another are new."""
    return (
        one.partitions is not None
        and other.partitions is not None
        and other.partitions.lines_up(one.partitions)
    )
