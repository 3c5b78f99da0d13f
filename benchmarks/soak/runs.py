"""The runs that the platform started by itself."""

import time
from collections import Counter
from collections.abc import Callable

import dagster as dg

from weir.automation.moment import UNFINISHED

LONGEST = 600.0  # seconds that no run of the demo takes


def working(instance: dg.DagsterInstance) -> int:
    """Number of runs that have not ended."""
    return instance.get_runs_count(dg.RunsFilter(statuses=UNFINISHED))


def settle(
    instance: dg.DagsterInstance, done: Callable[[], bool], quiet: float, patience: float
) -> bool:
    """Wait until nothing has worked for a while and all is done; whether it came to that."""
    deadline, since = time.monotonic() + patience, time.monotonic()
    while time.monotonic() < deadline:
        if working(instance):
            since = time.monotonic()
        elif time.monotonic() - since > quiet and done():
            return True
        time.sleep(2)
    return False


def since(instance: dg.DagsterInstance, moment: float) -> tuple[Counter[str], list[str]]:
    """How the runs since a moment ended, and the ids of those that hang or hung."""
    ended: Counter[str] = Counter()
    stuck: list[str] = []
    for record in instance.get_run_records():
        created = record.create_timestamp.timestamp()
        if created < moment:
            continue
        run = record.dagster_run
        ended[run.status.value] += 1
        if (record.end_time or time.time()) - created > LONGEST or run.status in UNFINISHED:
            stuck.append(run.run_id)
    return ended, stuck
