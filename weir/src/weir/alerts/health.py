"""Problems that an asset's own records show: checks, emptiness, lateness, a closed gate."""

from collections.abc import Iterator, Mapping
from functools import partial

import dagster as dg

from weir.alerts.late import Late
from weir.alerts.problem import Kind, Look, Problem, identify
from weir.gate import held_back, standing
from weir.graph.model import Asset, Check, Graph
from weir.records import Judged, Loaded, Records

STREAK = 50  # evaluations that are read to find when a failure began


def failing_checks(instance: dg.DagsterInstance, graph: Graph, records: Records) -> Look:
    """Checks whose last evaluation failed; a check that is being evaluated is unclear."""
    found: list[Problem] = []
    unclear: set[str] = set()
    for check in graph.checks.values():
        last = records.judged.get(check.id)
        if last is None:
            unclear |= {identify(k, check.asset, check.name) for k in (Kind.CHECK, Kind.WARNING)}
        elif not last.passed:
            since, good = streak(instance, check, last)
            found.append(_of_check(graph, check, last, since, good))
    return Look(tuple(found), frozenset(unclear))


def streak(instance: dg.DagsterInstance, check: Check, last: Judged) -> tuple[float, float | None]:
    """When the check began to fail (its first failing evaluation in a row), and last passed."""
    key = dg.AssetCheckKey(dg.AssetKey.from_user_string(check.asset), check.name)
    since = last.at
    history = instance.event_log_storage.get_asset_check_execution_history(key, limit=STREAK)
    for record in history:
        entry = record.event  # the record's own time is that of the plan
        event = entry.dagster_event if entry else None
        if entry is None or event is None:
            continue
        if event.event_type is not dg.DagsterEventType.ASSET_CHECK_EVALUATION:
            continue
        if event.asset_check_evaluation_data.passed:
            return since, entry.timestamp
        since = entry.timestamp
    return since, None


def _of_check(
    graph: Graph, check: Check, last: Judged, since: float, good: float | None
) -> Problem:
    asset = graph.assets[check.asset]
    return Problem(
        kind=Kind.CHECK if last.severe else Kind.WARNING,
        subject=check.asset,
        check=check.name,
        reason=last.description or f"check {check.name} failed",
        since=since,
        location=check.location,
        owners=asset.owners,
        severe=last.severe,
        stops=last.severe and check.blocking,
        run_id=last.run_id,
        good=good,
        facts={k: v for k, v in last.facts.items() if not k.startswith(("weir/", "dagster"))},
    )


def states(graph: Graph, records: Records, now: float, late: Mapping[str, Late]) -> Look:
    """Assets that are late, withheld, empty or were never made."""
    held = held_back(graph, standing(graph, records.judged), graph.assets)
    found: list[Problem] = []
    for asset in (graph.assets[key] for key in graph.order):
        if asset.executable:
            made = records.loaded.get(asset.key)
            found += _states_of(asset, made, held.get(asset.key), now)
            if asset.key in late:
                found.append(_late(graph, asset, late[asset.key]))
    return Look(tuple(found))


def _states_of(
    asset: Asset, made: Loaded | None, held: str | None, now: float
) -> Iterator[Problem]:
    said = partial(Problem, subject=asset.key, location=asset.location, owners=asset.owners)
    if held is not None:
        yield said(kind=Kind.WITHHELD, reason=held, since=made.at if made else now)
    if made is None:
        yield said(kind=Kind.MISSING, reason="it was never made", since=now)
    elif made.rows == 0 and not asset.allow_empty:
        reason = "it has no row, and does not say allow_empty"
        yield said(kind=Kind.EMPTY, reason=reason, since=made.at, run_id=made.run_id)


def _late(graph: Graph, asset: Asset, late: Late) -> Problem:
    """Whose it is: the owner of the load that it waits for can do something about it."""
    return Problem(
        kind=Kind.LATE,
        subject=asset.key,
        reason=late.reason,
        since=late.since,
        location=asset.location,
        owners=graph.assets[late.origin].owners or asset.owners,
        severe=late.severe,
        good=late.good,
        origin=late.origin,
    )
