"""`weir run` beside `weir up`: what that has queued or at work is waited for, not made twice."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import dagster as dg

from weir.automation.moment import UNFINISHED
from weir.lease import Lease
from weir.run.recover import recover

PATIENCE = 15.0  # seconds for orphans of a killed parent to notice that they are
LOOK = 0.5  # seconds between two looks
REST = 3.0  # seconds without a run after which a chain has ended: between two of its runs is less


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
    """Wait until a `weir up` that works beside this process has no run queued or at work.

    To a plan, what such a run is still to make looks as if it had failed. Without a `weir up`
    nobody would ever start what is queued, and nothing is waited for.

    Args:
        tell: told once that, and for what, it waits.
    """
    rest = 0.0
    while rest >= 0 and platform_is_up(state):
        if runs := instance.get_runs(dg.RunsFilter(statuses=UNFINISHED)):
            if not rest:
                ids = ", ".join(run.run_id[:8] for run in runs)
                tell(f"waiting for what `weir up` has queued or at work: {ids}")
            rest = REST
        else:
            rest -= LOOK
        if rest > 0:
            time.sleep(LOOK)
