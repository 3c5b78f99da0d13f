"""Partitions that are older than those that they are made of."""

from collections.abc import Mapping

import dagster as dg

from weir.graph.divided import above
from weir.graph.model import Graph

Places = Mapping[str, float]


def behind(graph: Graph, instance: dg.DagsterInstance) -> dict[str, list[str]]:
    """Partitions that earlier runs left behind, by asset.

    A run that loads a source alone, fails in one of its ranges or is killed between two leaves
    them, and the last materialization of the asset as a whole says nothing of it.
    """
    made = {
        key: places(instance, key)
        for key, asset in graph.assets.items()
        if asset.partitions is not None and asset.executable
    }
    found: dict[str, list[str]] = {}
    for key, numbers in made.items():
        if graph.assets[key].probe is None and numbers:
            found[key] = older(newest(graph, key, made), numbers)
    return {key: keys for key, keys in found.items() if keys}


def places(instance: dg.DagsterInstance, key: str) -> Mapping[str, int]:
    """The place in the log of each partition's last materialization."""
    return instance.get_latest_storage_id_by_partition(
        dg.AssetKey.from_user_string(key), dg.DagsterEventType.ASSET_MATERIALIZATION
    )


def newest(graph: Graph, key: str, made: Mapping[str, Places]) -> dict[str, float]:
    """For each partition of an asset, in order: the place of the newest that it is made of.

    Args:
        made: the places of the partitions of what has any, by asset.
    """
    own = graph.assets[key].partitions
    found: dict[str, float] = {}
    for parent in above(graph, key).divided:
        of = graph.assets[parent].partitions
        if own is None or of is None or not own.lines_up(of):
            continue
        for partition, number in made.get(parent, {}).items():
            for following in (own.following([partition], of) or []) if partition in of else []:
                found[following] = max(number, found.get(following, 0))
    return {one: found[one] for one in own.ordered(found)} if own else {}


def older(above: Places, made: Places) -> list[str]:
    """The partitions that were made before what they are made of."""
    return [partition for partition, number in above.items() if number > made.get(partition, 0)]
