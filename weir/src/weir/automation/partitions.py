"""Which partitions of an asset a condition asks for."""

from collections.abc import Mapping

import dagster as dg

from weir.automation.need import CHANGED
from weir.automation.parents import parents
from weir.graph.model import Graph

ASKED = float("inf")  # newer than whatever has been made


def due(
    graph: Graph, instance: dg.DagsterInstance, key: str, asked: Mapping[str, str]
) -> list[str]:
    """Keys of the partitions that are older than those they are made of.

    All that there are, where the asset's code changed, or something without partitions did.

    Args:
        asked: what is asked for in the same run, with the reasons.
    """
    own = graph.assets[key].partitions
    if own is None:
        return []
    above: dict[str, float] = {}
    for parent in parents(graph, key):
        of = graph.assets[parent].partitions
        if of is None or not own.lines_up(of):
            continue
        numbers: dict[str, float] = {**_numbers(instance, parent)}
        if parent in asked:
            numbers |= dict.fromkeys(due(graph, instance, parent, asked), ASKED)
        for partition, number in numbers.items():
            for following in own.following([partition], of) or []:
                above[following] = max(number, above.get(following, 0))
    made = _numbers(instance, key)
    older = [partition for partition, number in above.items() if number > made.get(partition, 0)]
    if asked.get(key) == CHANGED or not older:
        return own.ordered({*above, *made} or own.every() or [])
    return own.ordered(older)


def _numbers(instance: dg.DagsterInstance, key: str) -> Mapping[str, int]:
    """The place in the log of each partition's last materialization."""
    return instance.get_latest_storage_id_by_partition(
        dg.AssetKey.from_user_string(key), dg.DagsterEventType.ASSET_MATERIALIZATION
    )
