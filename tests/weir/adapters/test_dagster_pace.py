"""Tells when Dagster has a setting for its pace, or has moved the constants."""

import inspect
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from dagster._daemon import sensor
from dagster._grpc import server_watcher

from weir.adapters.dagster_pace import Turns, look_every, watch_every


def test_the_loop_over_the_sensors_still_reads_its_constant_each_round(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sensor, "MIN_INTERVAL_LOOP_TIME", 5)
    monkeypatch.setattr(sensor, "execute_sensor_iteration", lambda *_a, **_k: iter(()))
    waits: list[float] = []

    class Event(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            waits.append(timeout or 0.0)
            look_every(1.0)
            return False

    loop = sensor.execute_sensor_iteration_loop(
        None,
        None,
        Event(),
        until=time.time() + 0.2,
    )
    for _ in loop:
        if len(waits) == 2:
            break
    assert waits[0] == pytest.approx(5, abs=0.1)
    assert waits[1] == pytest.approx(1, abs=0.1)


def test_a_watch_still_takes_the_constant_when_it_is_told_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(server_watcher, "WATCH_INTERVAL", 1)
    watch_every(3.0)
    assert server_watcher.WATCH_INTERVAL == 3.0
    source = inspect.getsource(server_watcher.watch_grpc_server_thread)
    assert '"watch_interval", WATCH_INTERVAL)' in source
    context = Path(inspect.getfile(server_watcher)).parents[1] / "_core" / "workspace"
    assert "watch_interval" not in (context / "context.py").read_text(), "it is a setting now"


def left_out(name: str, location: str, looked: float) -> bool:
    """Whether Dagster's loop leaves a sensor out that was looked at then."""
    interval = 1 if name == "automation" else 30
    remote = SimpleNamespace(
        name=name, min_interval_seconds=interval, handle=SimpleNamespace(location_name=location)
    )
    data = sensor.SensorInstigatorData(looked, last_tick_start_timestamp=looked)
    return sensor.is_under_min_interval(SimpleNamespace(instigator_data=data), remote)


@pytest.fixture
def turns(monkeypatch: pytest.MonkeyPatch) -> Turns:
    monkeypatch.setattr(sensor, "is_under_min_interval", sensor.is_under_min_interval)
    return Turns(lambda name: name.startswith("source_"), "automation".__eq__, 15.0)


def test_the_loop_still_asks_whether_a_sensor_is_to_be_left_out() -> None:
    for function in (sensor.execute_sensor_iteration, sensor._process_tick_generator):
        assert "is_under_min_interval(" in inspect.getsource(function)


def test_a_sensor_is_looked_at_out_of_turn_once(turns: Turns) -> None:
    before = time.time() - 5
    assert left_out("source_shop", "ingestion", before)
    turns.look("ingestion")
    assert not left_out("source_shop", "ingestion", before)
    assert left_out("source_shop", "ingestion", time.time() + 0.01)
    assert left_out("source_shop", "elsewhere", before)


def test_looks_that_were_asked_for_are_told_to_have_come_once(turns: Turns) -> None:
    """Conditions wait for them, and nothing is recorded when a source has no news."""
    old, new = time.time() - 5, time.time() + 5
    looks = {("ingestion", "source_shop"): old, ("ingestion", "automation"): old}
    assert not turns.looked(lambda: pytest.fail("nobody asked"))
    turns.look("ingestion")
    assert not turns.looked(lambda: looks)
    looks["ingestion", "source_shop"] = new
    assert turns.looked(lambda: looks)
    assert not turns.looked(lambda: looks)
    turns.look("serving")
    assert turns.looked(lambda: looks), "it has no source"


def test_conditions_rest_while_nothing_happens_and_no_longer(turns: Turns) -> None:
    """Half of what an idle platform did was to decide again what it had decided."""
    now = time.time()
    turns.happened = now - 10
    assert left_out("automation", "serving", now - 5)
    assert not left_out("automation", "serving", now - 11), "something has happened since"
    turns.happened = now - 60
    assert not left_out("automation", "serving", now - 16), "time may have made something due"
    assert not left_out("source_shop", "serving", now - 31), "sources are looked at as ever"
    turns.happened = now
    assert not left_out("automation", "serving", now - 2)
    assert left_out("automation", "serving", now - 0.5), "its own interval counts as well"
