"""A run launcher whose workers are forked from a process that has loaded the location."""

import os
import signal
from pathlib import Path
from typing import Any

import dagster as dg

from weir.adapters.dagster_launcher import CheckRunHealthResult, WorkerStatus
from weir.process import alive
from weir.run.recover import BEGAN, PID
from weir.up import order, sockets

WARM = "weir/worker"
launched: dict[order.Worker, str] = {}  # workers that this process had started: their location


class WarmRunLauncher(dg.DefaultRunLauncher):
    """Under `weir up`, runs start in a copy of their location's host: it has imported everything.

    A fresh process imports for seconds before the first step; a chain over several locations
    pays that at each hop. Where no host answers (no `weir up`, or a location that does not load)
    the run starts as Dagster's default launcher starts it.
    """

    def launch_run(self, context: Any) -> None:
        run: dg.DagsterRun = context.dagster_run
        worker = _order(run)
        if worker is None:
            super().launch_run(context)
            return
        launched[worker] = _location(run)
        tags = {PID: str(worker.pid), BEGAN: str(worker.began), WARM: "forked"}
        self._instance.add_run_tags(run.run_id, tags)

    def terminate(self, run_id: str) -> bool:
        run = self._instance.get_run_by_id(run_id)
        if run is None or WARM not in run.tags:
            return bool(super().terminate(run_id))
        if run.is_finished or not _works(run):
            return False
        self._instance.report_run_canceling(run)
        # What Dagster's own worker does to itself on such an order: the step is interrupted.
        os.kill(int(run.tags[PID]), signal.SIGINT)
        return True

    @property
    def supports_check_run_worker_health(self) -> bool:
        return True

    def check_run_worker_health(self, run: dg.DagsterRun) -> CheckRunHealthResult:
        """Whether a run's process works; asked by Dagster's run monitoring.

        Runs of `weir run` carry the same tags and are watched too: nobody else does.
        """
        if PID not in run.tags or _works(run):
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        return CheckRunHealthResult(
            WorkerStatus.FAILED, f"process {run.tags[PID]} is gone", run_worker_id=run.tags[PID]
        )


def _order(run: dg.DagsterRun) -> order.Worker | None:
    folder = os.environ.get(sockets.VARIABLE)
    location = _location(run)
    if not folder or not location:
        return None
    return order.place(sockets.runs(Path(folder), location), run.run_id)


def _location(run: dg.DagsterRun) -> str:
    """Empty where it is a run of no code location."""
    origin = run.remote_job_origin
    return origin.repository_origin.code_location_origin.location_name if origin else ""


def _works(run: dg.DagsterRun) -> bool:
    began = run.tags.get(BEGAN)
    return alive(int(run.tags[PID]), float(began) if began else None)
