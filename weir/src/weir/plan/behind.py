"""Partitions that earlier runs left behind."""

import dagster as dg

from weir.graph.divided import above
from weir.graph.model import Graph


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
        for parent in above(graph, key).divided:
            of = graph.assets[parent].partitions
            if of is None or not own.lines_up(of):
                continue
            for partition, number in made.get(parent, {}).items():
                following = own.following([partition], of) if partition in of else None
                older |= {one for one in following or [] if number > numbers.get(one, 0)}
        if older:
            found[key] = own.ordered(older)
    return found
