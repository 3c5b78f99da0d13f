"""What a killed run left behind: said, and cleaned up."""

import os
import time

import dagster as dg

from weir.process import alive, began

PID = "weir/pid"
BEGAN = "weir/pid_began"  # seconds since the epoch: an id alone may be another process by then
UNFINISHED = [
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]


def recover(instance: dg.DagsterInstance, patience: float = 0.0) -> list[str]:
    """Mark runs of dead processes as failed and free their pool slots.

    Nobody else does: Dagster's monitor watches runs that a code server started, and a run in
    process has no such parent.

    Args:
        patience: seconds to wait for a process that is about to end. Its parent may have been
            killed a moment ago; for a caller that holds the run's lease nobody else can be at work.

    Returns:
        A line for each run that was found.
    """
    found: list[str] = []
    for run in instance.get_runs(dg.RunsFilter(statuses=UNFINISHED)):
        pid = run.tags.get(PID)
        if pid is None or not _ended(run, patience):
            continue
        ended = instance.get_run_by_id(run.run_id)
        if ended is None or ended.is_finished:
            continue  # its process came to its own end since the runs were read
        instance.report_run_failed(run, f"process {pid} was killed")
        instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)
        found.append(
            f"run {run.run_id[:8]} was killed (process {pid}): marked as failed, its slots freed;"
            " what it left undone is planned again"
        )
    return found


def process_tags() -> dict[str, str]:
    """Tags by which a run that this process executes is found after the process was killed."""
    return {PID: str(os.getpid()), BEGAN: str(began())}


def _ended(run: dg.DagsterRun, patience: float) -> bool:
    pid, since = int(run.tags[PID]), run.tags.get(BEGAN)
    deadline = time.monotonic() + patience
    while alive(pid, float(since) if since else None):
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.1)
    return True
