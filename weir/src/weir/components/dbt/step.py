"""Run the dbt step: guard, lease, child, events, verdict."""

import sys
from collections.abc import Generator, Mapping
from pathlib import Path

import dagster as dg

from weir import gate
from weir.adapters.dagster_sqlite import kept_open, log_of
from weir.adapters.dagster_step import remember_output_keys
from weir.components.dbt.events import Event, Events
from weir.components.dbt.invocation import DEFER, started, warm_up
from weir.components.dbt.outcome import Outcome
from weir.components.dbt.partitions import asked
from weir.components.dbt.project import Project
from weir.components.dbt.selection import Selection, select
from weir.components.dbt.translation import Translation
from weir.retry.steps import RETRIES
from weir.retry.steps import step as repeated

FULL_REFRESH = "weir/full_refresh"
CODE_VERSION = "dagster/code_version"
KEPT_TABLES = frozenset({"incremental", "seed"})


def run(
    context: dg.AssetExecutionContext, project: Project, translation: Translation
) -> Generator[Event]:
    """Build and test what the context selects, with an event as each node finishes.

    Raises:
        dagster.Failure: anything that was selected was not built, not tested or is not good.
        dagster.RetryRequested: the warehouse was locked or out of reach, and nothing else failed.
    """
    warm_up(project)
    remember_output_keys(context)
    selection = select(
        translation,
        context.selected_asset_keys,
        context.selected_asset_check_keys,
        gate.withheld(context),
    )
    with repeated(context):
        selection.verify()
        translation.manifest.verify()
        outcome = yield from _invoke(context, project, selection)
        outcome.verify(last=context.op_execution_context.retry_number >= RETRIES)


def _invoke(
    context: dg.AssetExecutionContext, project: Project, selection: Selection
) -> Generator[Event, None, Outcome]:
    warehouse = project.warehouse
    step = context.op_execution_context.op_handle
    log = log_of(project.environment.home.dagster, context.run.run_id)
    with warehouse.lease(f"run {context.run.run_id[:8]} step {step}"), kept_open([log]):
        # Asked before dbt starts: its file must not be open here while the child writes it.
        events = Events(selection, warehouse.identity())
        elsewhere = _deferred(context, project, selection)
        due = selection
        while due.ids:
            events.forget(due.ids)
            yield from _pass(context, project, due, events, elsewhere)
            needless = Outcome(selection, events.results).needless()
            if not needless.ids < due.ids:
                break
            due = needless
    return Outcome(selection, events.results)


def _pass(
    context: dg.AssetExecutionContext,
    project: Project,
    due: Selection,
    events: Events,
    elsewhere: Mapping[str, Mapping[str, str]],
) -> Generator[Event]:
    """One dbt process."""
    relations = {
        unique_id: str(due.translation.node(unique_id)["relation_name"]) for unique_id in due.nodes
    }
    full_refresh = context.run.tags.get(FULL_REFRESH) == "true"
    partitions = asked(context, due.specs, due.lookback)
    own = partitions.of_project(str(project.target))
    with started(
        project,
        due.commands(
            full_refresh=full_refresh,
            anew=_outdated(context.instance, due),
            window=partitions.options,
            some=partitions.some,
        ),
        count=relations,
        options=["--no-write-json", "--threads", str(project.threads), *own],
        unchanged=None if own else due.translation.manifest.unchanged,
        defer=elsewhere,
    ) as answers:
        for answer in answers:
            match answer["kind"]:
                case "node":
                    yield from events.of_node(answer)
                case "done":
                    yield from events.remaining(answer["results"])
                case _:
                    _tell(context, answer["level"], answer["text"])
    yield from events.last()


def _deferred(
    context: dg.AssetExecutionContext, project: Project, selection: Selection
) -> Mapping[str, Mapping[str, str]]:
    """Where tables are read that another environment has and this one lacks."""
    folder = context.run.tags.get(DEFER)
    if folder is None:
        return {}
    from weir.components.dbt.deferral import deferral

    found = deferral(project, selection, Path(folder))
    for line in found.told:
        _tell(context, "info", line)
    return found.relations


def _outdated(instance: dg.DagsterInstance, due: Selection) -> list[str]:
    """What dbt puts rows into as it stands, and was made by another code.

    An incremental model would keep the rows of that code, a seed its columns.
    """
    specs = {
        unique_id: due.translation.assets[unique_id]
        for unique_id in due.nodes
        if due.translation.node(unique_id)["config"].get("materialized") in KEPT_TABLES
    }
    found: list[str] = []
    for unique_id, spec in sorted(specs.items()):
        event = instance.get_latest_materialization_event(spec.key)
        made = event.asset_materialization if event else None
        if made is not None and (made.tags or {}).get(CODE_VERSION) != spec.code_version:
            found.append(unique_id)
    return found


def _tell(context: dg.AssetExecutionContext, level: str, text: str) -> None:
    """Pass a line of dbt on; each event of Dagster's log costs more than dbt's line."""
    match level:
        case "error":
            context.log.error(text)
        case "warn":
            context.log.warning(text)
        case _:
            sys.stdout.write(text + "\n")  # Dagster keeps a step's output beside its log
