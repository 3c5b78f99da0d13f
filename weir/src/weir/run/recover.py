"""What a killed run left behind: said, and cleaned up."""

import os

import dagster as dg

PID = "weir/pid"
UNFINISHED = [
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]


def recover(instance: dg.DagsterInstance) -> list[str]:
    """Mark runs of dead processes as failed and free their pool slots.

    Nobody else does: Dagster's monitor watches runs that a code server started, and a run in
    process has no such parent.

    Returns:
        A line for each run that was found.
    """
    found: list[str] = []
    for run in instance.get_runs(dg.RunsFilter(statuses=UNFINISHED)):
        pid = run.tags.get(PID)
        if pid is None or _alive(int(pid)):
            continue
        instance.report_run_failed(run, f"process {pid} was killed")
        instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)
        found.append(
            f"run {run.run_id[:8]} was killed (process {pid}): marked as failed, its slots freed;"
            " what it left undone is planned again"
        )
    return found


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
