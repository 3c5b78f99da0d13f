"""Assets whose last attempt failed, from Dagster's records of runs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import dagster as dg
from dagster import DagsterEventType as Event

from weir.alerts.problem import Kind, Look, Problem, identify
from weir.alerts.tries import tries
from weir.graph.model import Asset, Graph
from weir.records import Loaded, Records
from weir.retry.steps import OUTDATED
from weir.run.events import cause

# What `weir.gate` says of an asset that it holds back, wherever a component puts it.
HELD = re.compile(r"\bcheck \S+ of \S+ failed \(owner: ")
RELOADED = 120.0  # seconds in which an edit is loaded, and what had failed of it is repeated
BROKEN = {dg.DagsterRunStatus.FAILURE}
OVER = {dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED}


@dataclass
class Story:
    """What a failed run says of itself.

    Attributes:
        step_of: the step that was to make each asset.
        errors: the error of each step that failed.
        outdated: steps that failed because the files had changed since they were loaded.
        skipped: lines of the failed steps about what they left out because of something else.
        whole: why the run failed, where no step did.
        ended: seconds since 1970.
    """

    step_of: dict[str, str] = field(default_factory=dict[str, str])
    errors: dict[str, str] = field(default_factory=dict[str, str])
    outdated: set[str] = field(default_factory=set[str])
    skipped: list[str] = field(default_factory=list[str])
    whole: str = "the run failed and left no message"
    ended: float = 0.0

    def is_secondary(self, key: str) -> bool:
        """Whether the asset was left out because something else failed."""
        step = self.step_of.get(key)
        if not self.errors:
            return False
        if step not in self.errors or HELD.search(self.errors[step].partition("\n")[0]):
            return True
        dotted = key.replace("/", ".")
        # "check unique of mart.x because of mart.x": its own tests are skipped when it fails.
        return any(line.startswith((f"{dotted}:", f"{dotted} because")) for line in self.skipped)

    def reason(self, key: str) -> str:
        """Why the asset was not made."""
        if not self.errors:
            return self.whole
        step = self.step_of.get(key, "")
        first, error = next(iter(self.errors.items()))
        return self.errors.get(step) or f"not executed, since step {first} failed: {error}"


def failed_attempts(
    instance: dg.DagsterInstance,
    graph: Graph,
    records: Records,
    now: float,
    *,
    repeats: bool = False,
) -> Look:
    """The assets that the last run which was to make them did not make.

    A run that still works makes its assets unclear: neither failed nor mended. So does one that met
    files which changed after it was loaded, until their reload is through.

    Args:
        instance: Dagster's.
        graph: whose assets are looked at.
        records: of these assets.
        now: seconds since 1970.
        repeats: whether to tell of an asset that is being made again how its last try ended.
    """
    last_run = _last_runs(instance, graph)
    status = _statuses(instance, set(last_run.values()))
    stories: dict[str, Story] = {}
    found: list[Problem] = []
    unclear: set[str] = set()
    for key, last in last_run.items():
        asset, made = graph.assets[key], records.loaded.get(key)
        if made is not None and key not in records.unfinished and not _in_part(asset, made, last):
            continue
        broken = status.get(last) in BROKEN
        if not broken and status.get(last) is not dg.DagsterRunStatus.SUCCESS:
            unclear.add(identify(Kind.FAILED, key))
        if not broken and not (repeats and identify(Kind.FAILED, key) in unclear):
            continue
        before = tries(instance, asset, made)
        run_id = last if broken else before.run_id
        if run_id is None:
            continue
        if run_id not in stories:
            stories[run_id] = _read(instance, run_id)
        story = stories[run_id]
        if story.step_of.get(key) in story.outdated and now - story.ended < RELOADED:
            unclear.add(identify(Kind.FAILED, key))
            continue
        if made is not None and _in_part(asset, made, run_id) and not _broke(story, key, graph):
            continue
        problem = _problem(asset, story, run_id, made.at if made else None)
        since = before.since or problem.since
        found.append(replace(problem, since=since, again=None if broken else last))
    return Look(tuple(found), frozenset(unclear))


def _last_runs(instance: dg.DagsterInstance, graph: Graph) -> dict[str, str]:
    """The last run that was to make each asset."""
    keys = [dg.AssetKey.from_user_string(k) for k, a in graph.assets.items() if a.executable]
    return {
        record.asset_entry.asset_key.to_user_string(): record.asset_entry.last_run_id
        for record in instance.get_asset_records(keys)
        if record.asset_entry.last_run_id
    }


def _in_part(asset: Asset, made: Loaded, run_id: str) -> bool:
    """Whether the run may have made some of the partitions and not the others."""
    return asset.partitions is not None and made.run_id == run_id


def _broke(story: Story, key: str, graph: Graph) -> bool:
    """Whether the asset's step ended in an error that is not a check's verdict."""
    error = story.errors.get(story.step_of.get(key, ""))
    names = [check.name for check in graph.checks_of[key] if check.blocking]
    return error is not None and not any(name in error for name in names)


def _statuses(instance: dg.DagsterInstance, ids: set[str]) -> dict[str, dg.DagsterRunStatus]:
    if not ids:
        return {}
    runs = instance.get_runs(dg.RunsFilter(run_ids=sorted(ids)))
    return {run.run_id: run.status for run in runs}


def _problem(asset: Asset, story: Story, run_id: str, good: float | None) -> Problem:
    step = story.step_of.get(asset.key)
    return Problem(
        kind=Kind.FAILED,
        subject=asset.key,
        reason=story.reason(asset.key),
        since=story.ended,
        location=asset.location,
        owners=asset.owners,
        run_id=run_id,
        step=step if step in story.errors else None,
        good=good,
        secondary=story.is_secondary(asset.key),
    )


def _read(instance: dg.DagsterInstance, run_id: str) -> Story:
    wanted = {Event.ASSET_MATERIALIZATION_PLANNED, Event.STEP_FAILURE, Event.RUN_FAILURE}
    story = Story()
    for entry in instance.all_logs(run_id, of_type=wanted):
        event: Any = entry.dagster_event
        match event.event_type:
            case Event.ASSET_MATERIALIZATION_PLANNED:
                story.step_of[event.asset_key.to_user_string()] = event.step_key or ""
            case Event.STEP_FAILURE:
                data = event.step_failure_data
                story.errors[event.step_key or ""] = cause(data)
                facts: Mapping[str, Any] = getattr(data.user_failure_data, "metadata", None) or {}
                if OUTDATED in facts:
                    story.outdated.add(event.step_key or "")
                for name in ("skipped", "withheld"):
                    lines: Any = getattr(facts.get(name), "value", None)
                    story.skipped.extend(str(line) for line in lines or ())
            case _:
                story.ended = entry.timestamp
                story.whole = event.message or story.whole
    return story
