"""What an event set in motion, from Dagster's own records."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import dagster as dg
from dagster import DagsterEventType as Kind

from weir.automation.moment import UNFINISHED
from weir.graph.model import Graph

QUIET = 45.0  # seconds without a run, after which nothing more is to come
REST = 180.0  # likewise, before the chain's end: by Dagster's defaults two minutes may pass
KINDS = {Kind.STEP_START, Kind.STEP_SUCCESS, Kind.STEP_FAILURE, Kind.ASSET_MATERIALIZATION}
PLACES = {"marts": "mart/", "features": "features/", "page": "dashboards/", "CRM": "audiences/"}


@dataclass
class Chain:
    """The runs that followed an event.

    Attributes:
        began: when the event happened, seconds since the epoch.
        made: when each asset was materialized last, and how often.
        steps: from when to when each step worked.
    """

    began: float
    made: dict[str, float] = field(default_factory=dict)
    count: int = 0
    runs: int = 0
    steps: list[tuple[float, float]] = field(default_factory=list)

    def until(self, prefix: str) -> float | None:
        """Seconds until the last asset of a dataset was made; None where none was."""
        times = [at for key, at in self.made.items() if key.startswith(prefix)]
        return max(times) - self.began if times else None

    def compute(self, until: float) -> float:
        """Seconds, of those up to `until`, in which some step worked."""
        end, total, reached = self.began + until, 0.0, self.began
        for start, stop in sorted(self.steps):
            start, stop = max(start, reached), min(stop, end)  # noqa: PLW2901
            if stop > start:
                total += stop - start
                reached = stop
        return total

    @property
    def credits(self) -> int:
        """Dagster+ credits: one for each step, one for each materialization of a step."""
        return self.count + len(self.steps)


def expected(graph: Graph, asset: str) -> set[str]:
    """What follows an asset by itself, at once: not by the clock, not by a code change."""
    found: set[str] = set()
    for key in graph.order:
        policy = graph.assets[key].automation or {}
        if policy.get("when") != "on_upstream_change":
            continue
        if any(parent == asset or parent in found for parent in graph.parents(key)):
            found.add(key)
    return found


def watch(
    instance: dg.DagsterInstance, wanted: Iterable[str], began: float, patience: float
) -> Chain:
    """Wait until all that is wanted has been made, or nothing happens any more."""
    missing, quiet, known = set(wanted), time.time(), 0
    chain = Chain(began)
    while time.time() < began + patience:
        chain = read(instance, began)
        if chain.runs != known or instance.get_runs_count(dg.RunsFilter(statuses=UNFINISHED)):
            known, quiet = chain.runs, time.time()
        if missing <= set(chain.made) or time.time() - quiet > REST:
            break
        time.sleep(0.5)
    return chain


def settle(instance: dg.DagsterInstance, patience: float = 900.0) -> None:
    """Wait until no run has been at work for a while."""
    quiet, deadline = time.time(), time.time() + patience
    while time.time() - quiet < QUIET and time.time() < deadline:
        if instance.get_runs_count(dg.RunsFilter(statuses=UNFINISHED)):
            quiet = time.time()
        time.sleep(1)


def read(instance: dg.DagsterInstance, began: float) -> Chain:
    """All that ran since a moment."""
    chain = Chain(began)
    for record in instance.get_run_records(limit=200):
        if record.create_timestamp.timestamp() < began:
            break
        chain.runs += 1
        started: dict[str, float] = {}
        for entry in _entries(instance, record.dagster_run.run_id):
            event = entry.dagster_event
            step = event.step_key or ""
            match event.event_type:
                case Kind.STEP_START:
                    started[step] = entry.timestamp
                case Kind.ASSET_MATERIALIZATION:
                    key = event.asset_key.to_user_string()
                    chain.made[key] = max(entry.timestamp, chain.made.get(key, 0.0))
                    chain.count += 1
                case _ if step in started:
                    chain.steps.append((started.pop(step), entry.timestamp))
    return chain


def _entries(instance: dg.DagsterInstance, run_id: str) -> list[Any]:
    cursor, found = None, []
    while True:
        page = instance.get_records_for_run(run_id, cursor, of_type=KINDS)
        found += [record.event_log_entry for record in page.records]
        cursor = page.cursor
        if not page.has_more:
            return found
