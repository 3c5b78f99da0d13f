"""`weir status` of what a step made and did not judge, and of what no asset shows."""

import logging
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.test_utils import create_test_daemon_workspace_context
from dagster._core.workspace.load_target import PythonFileTarget
from dagster._daemon.sensor import execute_sensor_iteration
from tests.weir.toy.project import Project

from weir.automation.moment import read_open_runs
from weir.graph.describe import describe_graph
from weir.graph.model import Graph
from weir.records import read_records
from weir.status import health, unjudged

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
FLAGS: set[str] = set()


@dg.multi_asset(
    specs=[dg.AssetSpec(["raw", "first"]), dg.AssetSpec(["raw", "second"])],
    check_specs=[
        dg.AssetCheckSpec("sound", asset=["raw", "first"], blocking=True),
        dg.AssetCheckSpec("polite", asset=["raw", "first"]),
    ],
)
def load():
    yield dg.MaterializeResult(asset_key=["raw", "first"], metadata={"dagster/row_count": 2})
    if "check_raises" in FLAGS:
        raise ValueError("the check's SQL is wrong")
    for name in ("sound", "polite"):
        yield dg.AssetCheckResult(asset_key=["raw", "first"], check_name=name, passed=True)
    if "second_table_fails" in FLAGS:
        raise ValueError("the second table has another type")
    yield dg.MaterializeResult(asset_key=["raw", "second"], metadata={"dagster/row_count": 2})


DEFINITIONS = dg.Definitions(assets=[load], executor=dg.in_process_executor)
GRAPH: Graph = describe_graph("toy", DEFINITIONS.resolve_asset_graph())


@pytest.fixture
def instance(tmp_path: Path) -> Generator[dg.DagsterInstance]:
    FLAGS.clear()
    with dg.DagsterInstance.local_temp(str(tmp_path)) as made:
        yield made


def run(instance: dg.DagsterInstance) -> bool:
    job = DEFINITIONS.resolve_implicit_global_asset_job_def()
    return job.execute_in_process(instance=instance, raise_on_error=False, run_config=QUIET).success


def words(instance: dg.DagsterInstance) -> dict[str, str]:
    records = read_records(instance, GRAPH)
    planned = read_open_runs(instance).planned.values()
    open_ones = unjudged(GRAPH, records, {key for keys in planned for key in keys})
    found = health(GRAPH, records, 0.0, failed=records.unfinished, unjudged=open_ones)
    return {h.key: h.word for h in found}


def test_what_was_loaded_and_not_judged_is_not_called_ok(instance: dg.DagsterInstance) -> None:
    assert run(instance)
    assert words(instance) == {"raw/first": "ok", "raw/second": "ok"}
    FLAGS.add("check_raises")
    assert not run(instance)
    assert words(instance) == {"raw/first": "unjudged", "raw/second": "failed"}
    FLAGS.clear()
    assert run(instance)
    assert words(instance) == {"raw/first": "ok", "raw/second": "ok"}


def test_what_a_new_check_has_not_judged_is_not_called_ok(instance: dg.DagsterInstance) -> None:
    """Its run was killed before it, or nobody has run it yet."""
    assert run(instance)
    new = replace(GRAPH.checks["raw/first:sound"], name="new")
    grown = Graph(GRAPH.assets, {**GRAPH.checks, new.id: new})
    assert unjudged(grown, read_records(instance, grown), set()) == {"raw/first:new"}


def test_what_was_made_well_is_ok_though_its_step_failed_at_another_table(
    instance: dg.DagsterInstance,
) -> None:
    assert run(instance)
    FLAGS.add("second_table_fails")
    assert not run(instance)
    assert words(instance) == {"raw/first": "ok", "raw/second": "failed"}


def test_what_a_run_is_about_to_judge_is_not_called_unjudged(instance: dg.DagsterInstance) -> None:
    assert run(instance)
    job = DEFINITIONS.resolve_implicit_global_asset_job_def()
    instance.create_run_for_job(
        job,
        status=dg.DagsterRunStatus.STARTED,
        asset_selection=job.asset_layer.executable_asset_keys,
    )
    records = read_records(instance, GRAPH)
    assert records.judged["raw/first:sound"].open
    assert words(instance)["raw/first"] != "unjudged"


SENSOR = """
import dagster as dg

def fails(context):
    raise ValueError("[the bucket] is gone")

defs = dg.Definitions(
    sensors=[
        dg.SensorDefinition(
            name="landing", evaluation_fn=fails, default_status=dg.DefaultSensorStatus.RUNNING
        )
    ]
)
"""


def test_a_source_that_is_not_asked_any_more_is_not_all_ok(ran: Project) -> None:
    """Its tables are as fresh as they were promised, and nothing new comes."""
    (ran.folder / "sensor.py").write_text(SENSOR)
    target = PythonFileTarget(str(ran.folder / "sensor.py"), None, str(ran.folder), "load")
    with (
        dg.DagsterInstance.from_config(str(ran.folder / ".weir" / "dagster")) as instance,
        create_test_daemon_workspace_context(target, instance) as workspace,
    ):
        list(execute_sensor_iteration(workspace, logging.getLogger("quiet"), None, None))
    code, output = ran.weir("status")
    assert "6 assets: 6 ok\n" in output
    assert "\nsensor landing of load fails since 20" in output
    assert "ValueError: [the bucket] is gone\nnext: weir run --plan (asks the sources)" in output
    assert code == 1
