"""What Dagster knows of a graph at one moment: what was made, judged and is being made."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import dagster as dg

from weir.adapters.dagster import last_looks
from weir.adapters.dagster_checks import verdicts
from weir.automation.parents import parents
from weir.automation.running import BY, CONDITIONS
from weir.backfill.at_work import still_to_make
from weir.environment import current
from weir.graph.model import Graph

UNFINISHED = [
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]
WAITING = (dg.DagsterRunStatus.NOT_STARTED, dg.DagsterRunStatus.QUEUED)
FAILED = [dg.DagsterRunStatus.FAILURE]  # what a person has cancelled nobody repeats
LAST = 20  # failed runs that are remembered
ACTIVE_BACKFILLS = frozenset({"REQUESTED", "CANCELING"})


@dataclass(frozen=True)
class Made:
    """The last materialization: its place in the log, its time, its run, its code, its facts."""

    number: int
    at: float
    run_id: str
    fingerprint: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True)
class Verdict:
    """The last evaluation of a check; `of` is the number of the materialization it looked at."""

    passed: bool
    severe: bool
    of: int
    fingerprint: str | None
    at: float


@dataclass(frozen=True)
class Attempt:
    """A run that was to make an asset, has ended, and did not."""

    number: int
    run_id: str
    at: float


@dataclass(frozen=True)
class Moment:
    """What is known at one moment.

    Attributes:
        now: seconds since 1970.
        made: last materialization by key.
        judged: last evaluation by check id.
        running: keys that an unfinished run or backfill is still to make.
        open_runs: ids of unfinished runs.
        judging: ids of checks that an unfinished run is to evaluate by themselves.
        queued: keys of runs that conditions asked for and that have not begun.
        attempts: of keys whose last run made nothing.
        looked: of keys whose source a sensor watches: when it looked last.
    """

    now: float
    made: Mapping[str, Made] = field(default_factory=dict[str, Made])
    judged: Mapping[str, Verdict] = field(default_factory=dict[str, Verdict])
    running: frozenset[str] = frozenset()
    open_runs: frozenset[str] = frozenset()
    judging: frozenset[str] = frozenset()
    queued: frozenset[str] = frozenset()
    attempts: Mapping[str, Attempt] = field(default_factory=dict[str, Attempt])
    looked: Mapping[str, float] = field(default_factory=dict[str, float])


def read_moment(instance: dg.DagsterInstance, graph: Graph, now: float) -> Moment:
    """Read what the decision needs; a handful of queries, whatever the graph's size."""
    made = read_made(instance, graph.assets)
    open_runs = read_open_runs(instance)
    running = open_runs.still_to_make(made)
    return Moment(
        now=now,
        made=made,
        judged=_judged(instance, graph),
        running=running,
        open_runs=frozenset(open_runs.planned),
        judging=open_runs.checks,
        queued=open_runs.queued,
        attempts=read_attempts(
            instance, _suspects(graph, made, running, _unmade(instance, made)), made
        ),
        looked=_looked(instance, graph, now),
    )


def _looked(instance: dg.DagsterInstance, graph: Graph, now: float) -> dict[str, float]:
    looks = last_looks(instance, now)
    found: dict[str, float] = {}
    for key, asset in graph.assets.items():
        at = looks.get((asset.location, asset.sensor)) if asset.sensor else None
        if at is not None:
            found[key] = at
    return found


@dataclass(frozen=True)
class OpenRuns:
    """What unfinished runs and backfills are to do.

    Attributes:
        planned: keys by run id.
        checks: ids of checks that are evaluated without their asset.
        backfilled: keys of unfinished backfills, those of `weir backfill` included.
        queued: keys of runs that conditions asked for and that have not begun.
    """

    planned: dict[str, frozenset[str]]
    checks: frozenset[str]
    backfilled: frozenset[str]
    queued: frozenset[str] = frozenset()

    def still_to_make(self, made: Mapping[str, Made]) -> frozenset[str]:
        """Keys that will be made by a run that has not come to them yet."""
        found = set(self.backfilled)
        for run_id, keys in self.planned.items():
            found |= {k for k in keys if k not in made or made[k].run_id != run_id}
        return frozenset(found)


def read_open_runs(instance: dg.DagsterInstance) -> OpenRuns:
    """What is queued or at work; a queued run counts, or it would be asked for twice."""
    planned: dict[str, frozenset[str]] = {}
    checks: set[str] = set()
    queued: set[str] = set()
    for run in instance.get_runs(dg.RunsFilter(statuses=UNFINISHED)):
        # Of a job as a whole it is None, or empty where the job runs in its caller's process.
        keys = run.asset_selection or _planned(instance, run.run_id)
        names = frozenset(key.to_user_string() for key in keys)
        planned[run.run_id] = names
        if run.status in WAITING and run.tags.get(BY) == CONDITIONS:
            queued |= names
        for check in run.asset_check_selection or ():
            if check.asset_key.to_user_string() not in names:
                checks.add(f"{check.asset_key.to_user_string()}:{check.name}")
    backfilled = {
        key.to_user_string()
        for backfill in instance.get_backfills(limit=20)
        if backfill.status.name in ACTIVE_BACKFILLS
        for key in backfill.asset_selection or ()
    } | still_to_make(current().home)
    return OpenRuns(planned, frozenset(checks), frozenset(backfilled), frozenset(queued))


def read_made(instance: dg.DagsterInstance, keys: Iterable[str]) -> dict[str, Made]:
    """The last materialization of each key that has one."""
    found: dict[str, Made] = {}
    for record in instance.get_asset_records([dg.AssetKey.from_user_string(k) for k in keys]):
        last = record.asset_entry.last_materialization_record
        if last is None or last.asset_materialization is None:
            continue
        found[record.asset_entry.asset_key.to_user_string()] = Made(
            number=last.storage_id,
            at=last.timestamp,
            run_id=last.run_id,
            fingerprint=(last.asset_materialization.tags or {}).get("dagster/code_version"),
            facts=_plain(last.asset_materialization.metadata),
        )
    return found


def read_attempts(
    instance: dg.DagsterInstance, keys: Iterable[str], made: Mapping[str, Made]
) -> dict[str, Attempt]:
    """Of keys that no run is at work on: the last run, where it has made nothing."""
    found: dict[str, Attempt] = {}
    for key in keys:
        planned = instance.event_log_storage.get_latest_planned_materialization_info(
            dg.AssetKey.from_user_string(key)
        )
        last = made.get(key)
        if planned is None or (last is not None and last.number > planned.storage_id):
            continue
        records = instance.get_run_records(dg.RunsFilter(run_ids=[planned.run_id]))
        ended = (records[0].end_time or records[0].update_timestamp.timestamp()) if records else 0.0
        found[key] = Attempt(planned.storage_id, planned.run_id, ended)
    return found


def _unmade(instance: dg.DagsterInstance, made: Mapping[str, Made]) -> set[str]:
    """Keys that one of the last failed runs was to make, and no later one has."""
    found: set[str] = set()
    for record in instance.get_run_records(dg.RunsFilter(statuses=FAILED), limit=LAST):
        run, began = record.dagster_run, record.create_timestamp.timestamp()
        for key in run.asset_selection or _planned(instance, run.run_id):
            last = made.get(key.to_user_string())
            if last is None or last.at < began:
                found.add(key.to_user_string())
    return found


def _suspects(
    graph: Graph, made: Mapping[str, Made], running: frozenset[str], unmade: set[str]
) -> list[str]:
    """Keys that seem due; of the others nobody asks how their last run ended."""
    found: list[str] = []
    for key, asset in graph.assets.items():
        if asset.automation is None or key in running:
            continue
        last = made.get(key)
        due = (
            last is None
            or key in unmade
            or asset.fingerprint != last.fingerprint
            or asset.automation["when"] == "on_cron"
            or any(p in made and made[p].number > last.number for p in parents(graph, key))
        )
        if due:
            found.append(key)
    return found


def _planned(instance: dg.DagsterInstance, run_id: str) -> frozenset[dg.AssetKey]:
    records = instance.get_records_for_run(
        run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION_PLANNED
    ).records
    events = (record.event_log_entry.dagster_event for record in records)
    return frozenset(e.asset_key for e in events if e is not None and e.asset_key is not None)


def _judged(instance: dg.DagsterInstance, graph: Graph) -> dict[str, Verdict]:
    ids = {
        dg.AssetCheckKey(dg.AssetKey.from_user_string(check.asset), check.name): check.id
        for check in graph.checks.values()
    }
    found: dict[str, Verdict] = {}
    for key, last in verdicts(instance, ids):
        data = last.evaluation
        target = data.target_materialization_data
        found[ids[key]] = Verdict(
            passed=data.passed,
            severe=data.severity is dg.AssetCheckSeverity.ERROR,
            of=target.storage_id if target else 0,
            fingerprint=_plain(data.metadata).get("weir/fingerprint"),
            at=last.at,
        )
    return found


def _plain(metadata: Any) -> dict[str, Any]:
    return {key: getattr(value, "value", value) for key, value in dict(metadata or {}).items()}
