"""Which partitions of an asset a condition asks for."""

from collections.abc import Mapping

import dagster as dg

from weir.automation.need import CHANGED
from weir.graph.divided import above
from weir.graph.model import Graph
from weir.plan.behind import newest, older, places

ASKED = float("inf")  # newer than whatever has been made
LOOKED_AT = 1000  # materializations of a view since the last of what reads it


def due(
    graph: Graph, instance: dg.DagsterInstance, key: str, asked: Mapping[str, str]
) -> list[str]:
    """Keys of the partitions that are older than those they are made of.

    What lies between and has no partitions, such as a view, is looked through. All that there
    are, where the code of the asset or of such a view changed, or something that is made of no
    partitions is all that did.

    Args:
        asked: what is asked for in the same run, with the reasons.
    """
    own = graph.assets[key].partitions
    if own is None:
        return []
    made = places(instance, key)
    last = max(made.values(), default=0)
    made_of = above(graph, key)
    numbers: dict[str, dict[str, float]] = {}
    for parent in made_of.divided:
        again = due(graph, instance, parent, asked) if parent in asked else []
        numbers[parent] = {**places(instance, parent), **dict.fromkeys(again, ASKED)}
    there = newest(graph, key, numbers)
    late = older(there, made)
    changed = any(_changed(instance, view, last) for view in made_of.between)
    if asked.get(key) == CHANGED or changed or not late:
        return own.ordered({*there, *made} or own.every() or [])
    return late


def _changed(instance: dg.DagsterInstance, key: str, number: int) -> bool:
    """Whether an asset has been made by other code since a place in the log."""
    asset = dg.AssetKey.from_user_string(key)
    since = dg.AssetRecordsFilter(asset_key=asset, after_storage_id=number)
    before = dg.AssetRecordsFilter(asset_key=asset, before_storage_id=number)
    found = [
        *instance.fetch_materializations(since, limit=LOOKED_AT).records,
        *instance.fetch_materializations(before, limit=1).records,
    ]
    made = [record.asset_materialization for record in found]
    return len({(one.tags or {}).get("dagster/code_version") for one in made if one}) > 1
