"""What a run's process left behind when it died in the middle."""

import dagster as dg


def bury(run_id: str, pid: int, code: int) -> int:
    """Mark a run whose process died as failed, and free its pool slots; always 0."""
    with dg.DagsterInstance.get() as instance:
        run = instance.get_run_by_id(run_id)
        if run is not None and not run.is_finished:
            how = f"signal {-code}" if code < 0 else f"code {code}"
            instance.report_run_failed(run, f"the run's process {pid} ended ({how})")
        instance.event_log_storage.free_concurrency_slots_for_run(run_id)
    return 0
