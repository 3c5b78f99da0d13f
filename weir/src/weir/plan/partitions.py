"""Which partitions of a partitioned asset are due."""

from collections.abc import Iterator, Mapping, Sequence

import dagster as dg

from weir.errors import WeirError
from weir.graph.model import Asset, Graph
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
    for key, reason in plan.assets.items():
        asset = graph.assets[key]
        if asset.partitions is not None and not _of_news(graph, plan, asset, reason):
            found.update(sources(graph, asset))
    return found


def behind(graph: Graph, instance: dg.DagsterInstance) -> dict[str, list[str]]:
    """Partitions that are older than those that they are made of, by asset.

    A run that loads a source alone, fails in one of its ranges or is killed between two leaves
    them, and the last materialization of the asset as a whole says nothing of it.
    """
    made = {
        key: instance.get_latest_storage_id_by_partition(
            dg.AssetKey.from_user_string(key), dg.DagsterEventType.ASSET_MATERIALIZATION
        )
        for key, asset in graph.assets.items()
        if asset.partitions is not None and asset.executable
    }
    found: dict[str, list[str]] = {}
    for key, numbers in made.items():
        own = graph.assets[key].partitions
        if own is None or graph.assets[key].probe is not None or not numbers:
            continue
        older: set[str] = set()
        for parent in _divided(graph, key):
            of = graph.assets[parent].partitions
            if of is None or not own.lines_up(of):
                continue
            for partition, number in made.get(parent, {}).items():
                following = own.following([partition], of) if partition in of else None
                older |= {one for one in following or [] if number > numbers.get(one, 0)}
        if older:
            found[key] = own.ordered(older)
    return found


def _divided(graph: Graph, key: str) -> Iterator[str]:
    """The nearest ancestors that have partitions."""
    for parent in graph.assets[key].deps:
        if graph.assets[parent].partitions is not None:
            yield parent
        else:
            yield from _divided(graph, parent)


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
        following = own.following(asked.partitions, of)
        if following is None:
            raise _endless(key, f"divide {loader} by day as well")
        found.update(following)
    above = graph.ancestors(key)
    for late, keys in (older or {}).items():
        of = graph.assets[late].partitions
        if late == key:
            found.update(keys)
        elif late in above and of is not None and own.lines_up(of):
            found.update(own.following(keys, of) or [])
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
    return reason.endswith(OLDER) or (asset.probe is not None and reason.startswith(NEWS))


def _line_up(one: Asset, other: Asset) -> bool:
    return (
        one.partitions is not None
        and other.partitions is not None
        and other.partitions.lines_up(one.partitions)
    )
