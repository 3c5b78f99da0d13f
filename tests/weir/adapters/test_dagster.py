"""What the adapter reads of Dagster's storage is what the daemon writes there."""

import logging
from collections.abc import Generator

import dagster as dg
import pytest
from dagster._annotations import is_public
from dagster._core.definitions.run_request import InstigatorType
from dagster._core.scheduler.instigation import TickData, TickStatus
from dagster._core.test_utils import create_test_daemon_workspace_context
from dagster._core.workspace.load_target import PythonFileTarget
from dagster._daemon.sensor import execute_sensor_iteration

from weir.adapters.dagster import MISSED, SLACK, failing_ticks, last_looks
from weir.run.events import words

CODE = """
import dagster as dg

def fails(context):
    raise ValueError("the bucket is gone") from KeyError("bucket")

def works(context):
    return dg.SkipReason("nothing new")

ON = dg.DefaultSensorStatus.RUNNING
defs = dg.Definitions(
    sensors=[
        dg.SensorDefinition(name="landing", evaluation_fn=fails, default_status=ON,
                            minimum_interval_seconds=1),
        dg.SensorDefinition(name="probes", evaluation_fn=works, default_status=ON),
        dg.SensorDefinition(name="off", evaluation_fn=fails),
    ]
)
"""


@pytest.fixture(scope="module")
def ticked(tmp_path_factory: pytest.TempPathFactory) -> Generator[dg.DagsterInstance]:
    """An instance on which the real daemon evaluated each sensor once."""
    folder = tmp_path_factory.mktemp("ticks")
    (folder / "toy.py").write_text(CODE)
    target = PythonFileTarget(str(folder / "toy.py"), None, str(folder), "toy")
    with (
        dg.DagsterInstance.local_temp(str(folder)) as instance,
        create_test_daemon_workspace_context(target, instance) as workspace,
    ):
        list(execute_sensor_iteration(workspace, logging.getLogger("quiet"), None, None))
        yield instance


def only_tick(instance: dg.DagsterInstance) -> float:
    (state,) = [s for s in instance.all_instigator_state() if s.instigator_name == "landing"]
    (tick,) = instance.get_ticks(state.instigator_origin_id, state.selector_id)
    return tick.timestamp


def test_when_each_sensor_that_is_on_looked_last(ticked: dg.DagsterInstance) -> None:
    at = only_tick(ticked)
    looks = last_looks(ticked, at + 5)
    assert looks.keys() == {("toy", "landing"), ("toy", "probes")}
    assert looks["toy", "landing"] == at, "a look that failed is one, too"
    late = at + 1 + MISSED * 5
    assert last_looks(ticked, late).keys() == {("toy", "probes")}, "its interval is longer"


def test_a_sensor_whose_tick_failed_is_found_with_its_own_words(ticked: dg.DagsterInstance) -> None:
    (found,) = failing_ticks(ticked, only_tick(ticked) + 5)
    assert (found.name, found.location, found.is_schedule) == ("landing", "toy", False)
    assert words(found.error) == "ValueError: the bucket is gone"
    assert (found.count, found.since) == (1, only_tick(ticked))


def test_a_failing_sensor_that_worked_before_is_not_said_to_have_been_good_never(
    ticked: dg.DagsterInstance,
) -> None:
    at = only_tick(ticked)
    (state,) = [s for s in ticked.all_instigator_state() if s.instigator_name == "landing"]
    (found,) = failing_ticks(ticked, at + 5)
    assert found.good is None
    before = TickData(
        *(state.instigator_origin_id, "landing", InstigatorType.SENSOR, TickStatus.SKIPPED),
        at - 30,
        selector_id=state.selector_id,
    )
    added = ticked.create_tick(before)
    try:
        (found,) = failing_ticks(ticked, at + 5)
        assert (found.count, found.since, found.good) == (1, at, at - 30)
    finally:
        ticked.purge_ticks(
            *(state.instigator_origin_id, state.selector_id, at - 20, [TickStatus.SKIPPED])
        )
    assert added.timestamp == at - 30


def test_a_sensor_that_is_gone_does_not_fail_for_ever(ticked: dg.DagsterInstance) -> None:
    """The row of a sensor that no code defines any more stays; when this fails, SLACK may go."""
    assert list(failing_ticks(ticked, only_tick(ticked) + SLACK + 5)) == []
    assert "landing" in {s.instigator_name for s in ticked.all_instigator_state()}


def test_an_instance_has_still_no_public_word_for_failing_ticks() -> None:
    """dagster#29625; when this fails, look whether the adapter may go."""
    members = {name: getattr(dg.DagsterInstance, name) for name in dir(dg.DagsterInstance)}
    public = {name for name, member in members.items() if is_public(member)}
    assert "get_run_by_id" in public
    assert {name for name in public if "tick" in name or "instigator" in name} == set()
