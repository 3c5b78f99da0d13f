"""One run for a range of partitions, where Dagster's sensor asks for a run for each of them."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

import dagster as dg

from weir.graph.describe import partitions_of
from weir.graph.partitions import RANGE

PARTITION = "dagster/partition"  # a tag, and the beginning of those of two dimensions


def in_ranges(requests: Iterable[dg.RunRequest], asset_graph: Any) -> list[dg.RunRequest]:
    """The requests of a tick, those for partitions that follow each other as one.

    A view that changed makes every day behind it due: a run for each of a year's is a storm of
    365, of which each starts dbt. Assets that take one partition at a time keep a run for each.

    Args:
        asset_graph: Dagster's, of the requested assets.
    """
    found: list[dg.RunRequest] = []
    groups: dict[str, list[dg.RunRequest]] = {}
    for request in requests:
        if request.partition_key and _takes_many(request, asset_graph):
            groups.setdefault(_group(request), []).append(request)
        else:
            found.append(request)
    for group in groups.values():
        found += _of_group(group, asset_graph)
    return found


def _takes_many(request: dg.RunRequest, asset_graph: Any) -> bool:
    policies = [asset_graph.get(key).backfill_policy for key in request.asset_selection or []]
    return bool(policies) and all(
        policy is not None and policy.max_partitions_per_run is None for policy in policies
    )


def _group(request: dg.RunRequest) -> str:
    assets = sorted(key.to_user_string() for key in request.asset_selection or [])
    checks = sorted(map(str, request.asset_check_keys or []))
    every = request.asset_check_keys is None
    return json.dumps([assets, every, checks, sorted(_tags(request).items())])


def _tags(request: dg.RunRequest) -> dict[str, str]:
    return {name: text for name, text in request.tags.items() if not name.startswith(PARTITION)}


def _of_group(requests: Sequence[dg.RunRequest], asset_graph: Any) -> list[dg.RunRequest]:
    by_key = {str(request.partition_key): request for request in requests}
    first = requests[0]
    [asset, *_] = first.asset_selection or []
    partitions = partitions_of(asset_graph.get(asset).partitions_def)
    if partitions is None:
        return list(requests)
    return [
        by_key[keys[0]]
        if len(keys) == 1
        else dg.RunRequest(
            asset_selection=first.asset_selection,
            asset_check_keys=first.asset_check_keys,
            tags={**_tags(first), **dict(zip(RANGE, (keys[0], keys[-1]), strict=True))},
        )
        for keys in partitions.ranges(by_key)
    ]
