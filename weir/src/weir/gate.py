"""What is held back: nothing passes an asset whose blocking check stands failed."""

from collections.abc import Iterable, Mapping

import dagster as dg

from weir.environment import current
from weir.graph.document import read
from weir.graph.model import Check, Graph
from weir.records import Judged, read_judged


def withheld(context: dg.AssetExecutionContext) -> dict[dg.AssetKey, str]:
    """Which of a step's assets a failing blocking check of an ancestor holds back, and why.

    Asked at the start of every component's execution: schedules, sensors and people ask no
    condition, and Dagster's own gate ends at the border of a run. Checks that the step itself
    evaluates anew do not count: how they stood before says nothing of what it is about to make.
    Where no graph file lies (a location that runs by itself), only the ancestors within the
    run's own job are known.

    Returns:
        The reason for each asset that may not be made; the others may.
    """
    keys = {key.to_user_string(): key for key in context.selected_asset_keys}
    graph = read(current().home.graph) or _own_graph(context)
    own = {(k.asset_key.to_user_string(), k.name) for k in context.selected_asset_check_keys}
    asked = [c for c in _blocking(graph, keys) if (c.asset, c.name) not in own]
    failing = standing(graph, read_judged(context.instance, asked))
    return {keys[key]: reason for key, reason in held_back(graph, failing, keys).items()}


def standing(graph: Graph, judged: Mapping[str, Judged]) -> dict[str, Check]:
    """The failing blocking check of each asset that has one."""
    return {
        check.asset: check
        for check in graph.checks.values()
        if check.blocking
        and (last := judged.get(check.id)) is not None
        and not last.passed
        and last.severe
    }


def held_back(graph: Graph, failing: Mapping[str, Check], keys: Iterable[str]) -> dict[str, str]:
    """The reason for each of `keys` that has an ancestor with a failing blocking check."""
    found: dict[str, str] = {}
    for key in keys:
        if key not in graph.assets:
            continue
        bad = sorted(graph.ancestors(key) & failing.keys())
        if bad:
            check = failing[bad[0]]
            owners = ", ".join(graph.assets[check.asset].owners) or "nobody"
            found[key] = f"check {check.name} of {check.asset} failed (owner: {owners})"
    return found


def _blocking(graph: Graph, keys: Iterable[str]) -> list[Check]:
    upstream: set[str] = set()
    for key in keys:
        if key in graph.assets:
            upstream |= graph.ancestors(key)
    return [c for c in graph.checks.values() if c.blocking and c.asset in upstream]


def _own_graph(context: dg.AssetExecutionContext) -> Graph:
    """The part of the graph that the running job knows."""
    from weir.graph.describe import describe_graph

    return describe_graph("this location", context.job_def.asset_layer.asset_graph)
