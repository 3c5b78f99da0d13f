"""deploy/local/dagster.yaml loads, and means what its comments say."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.events import RunFailureReason
from dagster._core.execution.retries import auto_reexecution_should_retry_run
from tests.weir.toy.project import Project

from weir.home import find_project
from weir.run.execute import NO_DAEMON
from weir.run.recover import UNFINISHED

PLACE = Path("deploy") / "local" / "dagster.yaml"


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    shutil.copy(find_project() / PLACE, tmp_path / "dagster.yaml")
    with dg.DagsterInstance.from_config(str(tmp_path)) as opened:
        yield opened


def test_pools_count_steps_and_a_backfill_leaves_places_in_the_queue(
    instance: dg.DagsterInstance,
) -> None:
    concurrency = instance.get_concurrency_config()
    assert concurrency.pool_config.pool_granularity is not None
    assert concurrency.pool_config.pool_granularity.value == "op"
    assert concurrency.pool_config.default_pool_limit == 1
    queue = concurrency.run_queue_config
    assert queue is not None
    assert queue.max_concurrent_runs == 4
    assert queue.tag_concurrency_limits == [{"key": "dagster/backfill", "limit": 2}]


def test_a_dead_or_endless_run_is_noticed_and_its_slots_are_freed(
    instance: dg.DagsterInstance,
) -> None:
    assert instance.run_monitoring_enabled
    assert instance.run_monitoring_max_runtime_seconds == 4 * 3600
    assert instance.run_monitoring_poll_interval_seconds == 10
    # Unset, the slots of a killed run would stay taken for ever.
    assert instance.run_monitoring_settings["free_slots_after_run_end_seconds"] == 20


@pytest.mark.parametrize(
    ("tags", "reason", "again"),
    [
        ({}, RunFailureReason.RUN_EXCEPTION, True),
        ({}, RunFailureReason.STEP_FAILURE, False),
        (NO_DAEMON, RunFailureReason.RUN_EXCEPTION, False),
    ],
    ids=["its process died", "a step failed", "a run of `weir run`"],
)
def test_the_daemon_starts_again_what_died_and_not_what_failed(
    instance: dg.DagsterInstance, tags: dict[str, str], reason: RunFailureReason, again: bool
) -> None:
    run = dg.DagsterRun("job", run_id="one", tags=tags, status=dg.DagsterRunStatus.FAILURE)
    instance.add_run(run)
    assert auto_reexecution_should_retry_run(instance, run, reason) is again


def test_nothing_is_told_to_the_vendor(instance: dg.DagsterInstance) -> None:
    assert not instance.telemetry_enabled
    assert not instance.nux_enabled


@pytest.mark.slow
def test_weir_run_ends_a_step_that_hangs_and_the_next_one_goes_on(project: Project) -> None:
    path = project.folder / PLACE
    path.write_text(
        path.read_text().replace("max_runtime_seconds: 14400", "max_runtime_seconds: 4")
    )
    project.flag("slow")  # a step of 60 seconds
    code, output = project.weir("run")
    assert code == 1
    assert "the run took longer than 4 s and was ended" in output
    home = project.folder / ".weir" / "dagster"
    with dg.DagsterInstance.from_config(str(home)) as records:
        assert not records.get_runs(dg.RunsFilter(statuses=UNFINISHED))
        [run] = records.get_runs()
        assert run.status is dg.DagsterRunStatus.FAILURE
    path.write_text(
        path.read_text().replace("max_runtime_seconds: 4", "max_runtime_seconds: 14400")
    )
    project.flag("slow", on=False)
    code, output = project.weir("run")
    assert code == 0, output
