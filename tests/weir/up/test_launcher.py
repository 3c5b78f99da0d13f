"""A run must not be taken for alive when its process is dead, nor lost where no host answers."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import dagster as dg
import psutil
import pytest
from dagster._core.launcher import WorkerStatus

from weir.launcher import WarmRunLauncher
from weir.run.recover import BEGAN, PID
from weir.up import order, sockets
from weir.up.fork import fork


def run_of(pid: int, began: float) -> dg.DagsterRun:
    return dg.DagsterRun("job", tags={PID: str(pid), BEGAN: str(began)})


def test_a_dead_worker_is_reported_to_dagsters_monitor() -> None:
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    began = psutil.Process(process.pid).create_time()
    health = WarmRunLauncher().check_run_worker_health(run_of(process.pid, began))
    assert health.status is WorkerStatus.RUNNING
    process.kill()
    process.wait()
    health = WarmRunLauncher().check_run_worker_health(run_of(process.pid, began))
    assert health.status is WorkerStatus.FAILED
    assert str(process.pid) in str(health.msg)


def test_another_process_of_the_same_id_is_no_worker() -> None:
    health = WarmRunLauncher().check_run_worker_health(run_of(os.getpid(), 1.0))
    assert health.status is WorkerStatus.FAILED


def test_a_run_of_the_default_launcher_is_left_to_it() -> None:
    health = WarmRunLauncher().check_run_worker_health(dg.DagsterRun("job"))
    assert health.status is WorkerStatus.RUNNING


def test_an_order_that_nobody_takes_is_not_taken_for_placed(tmp_path: Path) -> None:
    assert order.place(tmp_path / "nobody.runs", "some-run") is None


def test_without_weir_up_a_run_starts_as_dagster_starts_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(sockets.VARIABLE, raising=False)
    asked: list[Any] = []
    monkeypatch.setattr(
        dg.DefaultRunLauncher, "launch_run", lambda _self, given: asked.append(given)
    )
    from dagster._core.launcher import LaunchRunContext

    context = LaunchRunContext(dagster_run=dg.DagsterRun("job"), workspace=None)
    WarmRunLauncher().launch_run(context)
    assert asked == [context]


def test_a_fork_beside_a_running_thread_is_refused(tmp_path: Path) -> None:
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        with pytest.raises(RuntimeError, match="threads run in a run's parent"):
            fork(lambda: 0, name="a run", log=tmp_path / "log")
    finally:
        stop.set()
        thread.join()


def test_a_failing_copy_ends_with_a_code_and_its_traceback_in_the_log(tmp_path: Path) -> None:
    # In a process of its own: pytest runs threads, and a copy of it would report twice.
    text = """
import os, sys, time
from pathlib import Path
from weir.up.fork import fork
def role():
    raise LookupError("lost")
pid = fork(role, name="a run", log=Path(sys.argv[1]))
_, status = os.waitpid(pid, 0)
print(os.waitstatus_to_exitcode(status))
"""
    log = tmp_path / "log"
    done = subprocess.run(
        [sys.executable, "-c", text, str(log)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "1\n"
    assert "LookupError: lost" in log.read_text()
    assert time.time() - log.stat().st_mtime < 60
