"""Jobs without assets whose last run failed: no asset's record shows them."""

import dagster as dg
from dagster import DagsterEventType as Event

from weir.alerts.problem import Kind, Look, Problem, identify
from weir.alerts.ticks import of_location
from weir.graph.model import Graph
from weir.run.events import cause

RECENT = 20  # failed runs that are looked at
PLANNED = {Event.ASSET_MATERIALIZATION_PLANNED, Event.ASSET_CHECK_EVALUATION_PLANNED}


def failed_jobs(instance: dg.DagsterInstance, graph: Graph) -> Look:
    """A problem for each job whose last run failed and planned neither assets nor checks."""
    failed = dg.RunsFilter(statuses=[dg.DagsterRunStatus.FAILURE])
    found: list[Problem] = []
    unclear: set[str] = set()
    seen: set[str] = set()
    for run in instance.get_runs(failed, limit=RECENT):
        name = run.job_name
        if name in seen or run.asset_selection or run.asset_check_selection:
            continue
        seen.add(name)
        last = next(iter(instance.get_runs(dg.RunsFilter(job_name=name), limit=1)), run)
        if not last.is_finished:
            unclear.add(identify(Kind.RUN, name))
        elif last.run_id == run.run_id and not instance.all_logs(run.run_id, of_type=PLANNED):
            found.append(_problem(instance, graph, run))
    return Look(tuple(found), frozenset(unclear))


def _problem(instance: dg.DagsterInstance, graph: Graph, run: dg.DagsterRun) -> Problem:
    reason, since = "the run failed and left no message", 0.0
    for entry in instance.all_logs(run.run_id, of_type={Event.STEP_FAILURE, Event.RUN_FAILURE}):
        event = entry.dagster_event
        since = entry.timestamp
        if event is not None and event.event_type is Event.STEP_FAILURE:
            reason = f"step {event.step_key}: {cause(event.step_failure_data)}"
            break
        reason = (event.message if event else None) or reason
    origin = run.remote_job_origin
    location = origin.repository_origin.code_location_origin.location_name if origin else ""
    return Problem(
        kind=Kind.RUN,
        subject=run.job_name,
        reason=reason,
        since=since,
        location=location,
        owners=of_location(graph, location),
        run_id=run.run_id,
    )
