"""What is held back: nothing passes an asset whose blocking check stands failed."""

from collections.abc import Iterable, Mapping

import dagster as dg

from weir.errors import WeirError
from weir.graph.known import known_graph
from weir.graph.model import Check, Graph
from weir.override import TAG, Override, of_run, standing_ids
from weir.records import Judged, Records, read_judged

COMMAND_TAG = "weir/command"


def withheld(context: dg.AssetExecutionContext) -> dict[dg.AssetKey, str]:
    """Which of a step's assets a failing blocking check of an ancestor holds back, and why.

    Asked at the start of every component's execution: schedules, sensors and people ask no
    condition, and Dagster's own gate ends at the border of a run. Checks that the step itself
    evaluates anew do not count: how they stood before says nothing of what it is about to make.
    What the run's override names holds nothing back; the record of what passes says so.

    Returns:
        The reason for each asset that may not be made; the others may.

    Raises:
        dagster.Failure: the run's override is not in order, or the gates are not known.
    """
    keys = {key.to_user_string(): key for key in context.selected_asset_keys}
    try:
        graph = known_graph(context)
        override = of_run(context.run.tags)
        own = {(k.asset_key.to_user_string(), k.name) for k in context.selected_asset_check_keys}
        asked = [c for c in _blocking(graph, keys) if (c.asset, c.name) not in own]
        judged = read_judged(context.instance, asked)
        if override:
            _verify(context, graph, override)
    except WeirError as error:
        raise dg.Failure(error.text(), allow_retries=False) from error
    named = set(override.checks) if override else set[str]()
    kept = {check: last for check, last in judged.items() if check not in named}
    held = held_back(graph, standing(graph, kept), keys)
    if override:
        _record(context, graph, override, judged, {k: v for k, v in keys.items() if k not in held})
    return {keys[key]: reason for key, reason in held.items()}


def refuse_withheld(context: dg.AssetExecutionContext) -> None:
    """For a step that makes all or nothing: fail if the gate holds back any of its assets.

    Raises:
        dagster.Failure: naming each asset, the check that failed, and whose it is.
    """
    held = withheld(context)
    if held:
        text = "; ".join(f"{key.to_user_string()}: {why}" for key, why in held.items())
        raise dg.Failure(f"held back. {text}", allow_retries=False)


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


def _verify(context: dg.AssetExecutionContext, graph: Graph, override: Override) -> None:
    """Refuse an override that overrides nothing, unless this run itself brought that about."""
    if COMMAND_TAG in context.run.tags:
        return  # `weir run` looked before it began; a check may pass by now
    judged = read_judged(context.instance, graph.checks.values())
    failing = standing_ids(graph, Records({}, judged))
    mine = {check for check, last in judged.items() if last.run_id == context.run.run_id}
    override.refuse_idle(graph, failing | (mine & set(override.checks)))


def _record(
    context: dg.AssetExecutionContext,
    graph: Graph,
    override: Override,
    judged: Mapping[str, Judged],
    passing: Mapping[str, dg.AssetKey],
) -> None:
    named = {check: last for check, last in judged.items() if check in override.checks}
    failing = {check: last for check, last in named.items() if not last.passed and last.severe}
    for key, asset_key in passing.items():
        ancestors = graph.ancestors(key) if key in graph.assets else set[str]()
        over = [check for check in failing if graph.checks[check].asset in ancestors]
        if over:
            text = override.text(over)
            context.log.warning("%s is made in spite of a failing check: %s", key, text)
            context.add_asset_metadata({TAG: text}, asset_key=asset_key)
