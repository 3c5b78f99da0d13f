"""`weir run` beside `weir up`: what that has queued or at work is waited for, not made twice."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import dagster as dg

from weir.adapters.dagster import last_looks
from weir.automation.moment import UNFINISHED
from weir.automation.running import CONDITIONS
from weir.lease import Lease
from weir.run.recover import recover

PATIENCE = 15.0  # seconds for orphans of a killed parent to notice that they are
LOOK = 0.5  # seconds between two looks
REST = 3.0  # seconds from a run's end in which the conditions may wait for a look at a source
LATEST = 20  # runs of which one may have ended last


def alone(
    instance: dg.DagsterInstance, state: Path, tell: Callable[[str], None], *, only_look: bool
) -> Iterator[str]:
    """Clear away what killed runs left, then wait until nobody else makes anything.

    Args:
        only_look: whether the caller makes nothing either: then nothing is waited for.

    Yields:
        A line for each killed run that was found.
    """
    orphans = not (only_look or platform_is_up(state))
    yield from recover(instance, patience=PATIENCE if orphans else 0.0)
    if not only_look:
        wait(instance, state, tell)


def platform_is_up(state: Path) -> bool:
    """Whether a `weir up` of this state folder works."""
    return Lease(state / "up.lock", "the platform").taken


def wait(instance: dg.DagsterInstance, state: Path, tell: Callable[[str], None]) -> None:
    """Wait until a `weir up` that works beside this process has nothing queued or at work.

    To a plan, what such a run is still to make looks as if it had failed, and what the next run of
    a chain is to make as if nobody would. Without a `weir up` nobody would ever start what is
    queued, and nothing is waited for.

    Args:
        tell: told once that, and for what, it waits.
    """
    told = False
    while platform_is_up(state) and (ids := _at_work(instance, time.time())):
        if not told:
            tell(f"waiting for what `weir up` has queued or at work: {', '.join(ids)}")
            told = True
        time.sleep(LOOK)


def _at_work(instance: dg.DagsterInstance, now: float) -> list[str]:
    """Runs that have not ended, or else the one whose successor may be due."""
    if runs := instance.get_runs(dg.RunsFilter(statuses=UNFINISHED)):
        return [run.run_id[:8] for run in runs]
    ends = {
        record.end_time: record.dagster_run.run_id[:8]
        for record in instance.get_run_records(limit=LATEST)
        if record.end_time is not None and record.end_time <= now
    }
    if not ends:
        return []
    end = max(ends)
    undecided = any(
        at < end for (_, name), at in last_looks(instance, now).items() if name == CONDITIONS
    )
    return [ends[end]] if undecided or now - end < REST else []
