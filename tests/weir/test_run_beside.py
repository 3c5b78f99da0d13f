"""`weir run` beside `weir up`: nothing is made twice, and no success is called killed."""

import os
import threading
import time
from collections.abc import Generator
from pathlib import Path

import dagster as dg
import pytest
from tests.weir.toy.project import Project

from weir.lease import Lease
from weir.run import recover as recovering
from weir.run.beside import alone, wait
from weir.run.recover import BEGAN, PID, process_tags, recover


@dg.op
def nothing() -> None: ...


@dg.job
def job() -> None:
    nothing()


@pytest.fixture
def instance() -> Generator[dg.DagsterInstance]:
    with dg.instance_for_test() as found:
        yield found


def run_of(instance: dg.DagsterInstance, status: dg.DagsterRunStatus, **tags: str) -> dg.DagsterRun:
    return instance.create_run_for_job(job, status=status, tags=tags)


def up(state: Path) -> Lease:
    return Lease(state / "up.lock", "the platform")


def test_a_run_that_ended_well_while_it_was_looked_at_stays_a_success(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its process is gone a moment later, and so was every run of a working `weir up`."""
    run = run_of(instance, dg.DagsterRunStatus.STARTED, **process_tags())

    def ends(pid: int, since: float | None) -> bool:
        if not instance.get_run_by_id(run.run_id).is_finished:
            instance.report_run_canceled(run)
            return True
        return False

    monkeypatch.setattr(recovering, "alive", ends)
    assert recover(instance, patience=5.0) == []
    assert instance.get_run_by_id(run.run_id).status is dg.DagsterRunStatus.CANCELED


def test_a_run_whose_process_is_gone_is_still_found(instance: dg.DagsterInstance) -> None:
    run = run_of(instance, dg.DagsterRunStatus.STARTED, **{PID: "4194304", BEGAN: "1.0"})
    (line,) = recover(instance)
    assert line.startswith(f"run {run.run_id[:8]} was killed (process 4194304)")
    assert instance.get_run_by_id(run.run_id).status is dg.DagsterRunStatus.FAILURE


def test_what_the_platform_has_queued_is_waited_for_and_said_once(
    instance: dg.DagsterInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("weir.run.beside.REST", 1.0)
    run = run_of(instance, dg.DagsterRunStatus.NOT_STARTED)
    told: list[str] = []
    ended: list[float] = []

    def end() -> None:
        time.sleep(1.5)
        ended.append(time.monotonic())
        instance.report_run_canceled(run)

    with up(tmp_path).held("weir up"):
        other = threading.Thread(target=end)
        other.start()
        wait(instance, tmp_path, told.append)
        assert time.monotonic() > ended[0]
        other.join()
    assert told == [f"waiting for what `weir up` has queued or at work: {run.run_id[:8]}"]


def test_the_run_that_follows_in_a_chain_is_waited_for_before_it_is_asked_for(
    instance: dg.DagsterInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between two runs of a chain no run is open: what came next was made by both."""
    monkeypatch.setattr("weir.run.beside.REST", 0.5)
    looks = {("transformation", "automation"): time.time(), ("ingestion", "source_shop"): 0.0}
    monkeypatch.setattr("weir.run.beside.last_looks", lambda *_: looks)
    run = run_of(instance, dg.DagsterRunStatus.NOT_STARTED)
    instance.report_run_canceled(run)
    looked: list[float] = []

    def look() -> None:
        time.sleep(2)
        looked.append(time.monotonic())
        looks["transformation", "automation"] = time.time()

    told: list[str] = []
    with up(tmp_path).held("weir up"):
        other = threading.Thread(target=look)
        other.start()
        wait(instance, tmp_path, told.append)
        assert looked, "the conditions had not seen that the run had ended"
        other.join()
    assert told == [f"waiting for what `weir up` has queued or at work: {run.run_id[:8]}"]


def test_an_hour_after_the_last_run_nothing_is_waited_for(
    instance: dg.DagsterInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    instance.report_run_canceled(run_of(instance, dg.DagsterRunStatus.NOT_STARTED))
    hour = time.time() + 3600
    looks = {("transformation", "automation"): hour - 5}
    monkeypatch.setattr("weir.run.beside.last_looks", lambda *_: looks)
    monkeypatch.setattr("weir.run.beside.time.time", lambda: hour)
    with up(tmp_path).held("weir up"):
        wait(instance, tmp_path, pytest.fail)


def test_what_is_queued_where_no_platform_is_up_is_not_waited_for(
    instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    """Nobody would ever start it."""
    run_of(instance, dg.DagsterRunStatus.NOT_STARTED)
    told: list[str] = []
    wait(instance, tmp_path, told.append)
    assert told == []


def test_who_only_looks_waits_for_nobody(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    run_of(instance, dg.DagsterRunStatus.STARTED, **process_tags())
    with up(tmp_path).held("weir up"):
        assert list(alone(instance, tmp_path, pytest.fail, only_look=True)) == []


def test_living_runs_of_the_platform_are_not_waited_for_as_if_they_were_orphans(
    instance: dg.DagsterInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("weir.run.beside.wait", lambda *_: None)
    run_of(instance, dg.DagsterRunStatus.STARTED, **process_tags())
    began = time.monotonic()
    with up(tmp_path).held("weir up"):
        assert list(alone(instance, tmp_path, pytest.fail, only_look=False)) == []
    assert time.monotonic() - began < 10, "an orphan gets fifteen seconds"


def test_what_a_run_of_the_platform_is_about_to_make_is_not_made_besides(ran: Project) -> None:
    """It counted as a run that did not finish: every day of a source was loaded once more."""
    (ran.folder / "news").write_text("2")
    home = ran.folder / ".weir" / "dagster"
    with up(ran.folder / ".weir").held("weir up"), dg.DagsterInstance.from_config(str(home)) as own:

        @dg.asset(key=["raw", "good"])
        def good() -> None: ...

        made = dg.Definitions(assets=[good]).resolve_implicit_global_asset_job_def()
        run = own.create_run_for_job(made, tags=process_tags(), status=dg.DagsterRunStatus.STARTED)
        started = ran.start("run")
        assert started.stdout is not None
        told = next(line for line in started.stdout if "waiting for what" in line)
        assert run.run_id[:8] in told
        own.report_run_canceled(run)
        output, _ = started.communicate(timeout=300)
    assert started.returncode == 0, output
    assert "was killed" not in output
    assert str(os.getpid()) not in output
