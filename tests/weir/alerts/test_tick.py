"""The sensor itself: what is told is remembered in its cursor, and a failure is a red tick."""

import json
import socket
from collections.abc import Generator
from pathlib import Path

import dagster as dg
import pytest
from tests.weir.alerts.conftest import Inbox

from weir.alerts.rules import Rules
from weir.alerts.teams import read_teams
from weir.alerts.tick import tick
from weir.alerts.told import Tail, Told, path_of
from weir.environment import current
from weir.errors import WeirError
from weir.graph.describe import describe_graph
from weir.graph.document import to_document

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@dg.asset(key=["raw", "good"], owners=["team:load"])
def good() -> None:
    if Path("broken").exists():
        raise ValueError("HTTP 500")


@dg.asset(key=["mart", "fine"], deps=[good])
def fine() -> None: ...


@dg.asset_check(asset=fine, blocking=True)
def positive() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=not Path("negative").exists())


DEFINITIONS = dg.Definitions(assets=[good, fine], asset_checks=[positive])


class Sensor:
    """The sensor, tick by tick, as the daemon calls it: the cursor of a failing tick is lost."""

    def __init__(self, instance: dg.DagsterInstance, folder: Path) -> None:
        self.instance = instance
        self.teams = read_teams(folder / "deploy" / "teams.yaml")
        self.cursor: str | None = None

    def tick(self) -> str:
        context = dg.build_sensor_context(
            instance=self.instance, cursor=self.cursor, sensor_name="alerts"
        )
        reason = tick(context, self.teams, Rules()).skip_message
        self.cursor = context.cursor
        assert reason is not None
        return reason

    def run(self, *keys: str) -> None:
        DEFINITIONS.resolve_implicit_global_asset_job_def().execute_in_process(
            instance=self.instance,
            asset_selection=[dg.AssetKey(key.split("/")) for key in keys] or None,
            raise_on_error=False,
            run_config=QUIET,
        )


@pytest.fixture
def sensor(project: Path) -> Generator[Sensor]:
    graph = describe_graph("toy", DEFINITIONS.resolve_asset_graph())
    (project / ".weir").mkdir()
    (project / "dagster").mkdir()
    (project / ".weir" / "graph.json").write_text(json.dumps(to_document(graph)))
    with dg.DagsterInstance.local_temp(str(project / "dagster")) as instance:
        yield Sensor(instance, project)


@pytest.fixture
def addressed(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> Inbox:
    for team in ("load", "platform"):
        monkeypatch.setenv(f"ALERTS_{team.upper()}", inbox.address(team))
    return inbox


def test_a_failure_and_its_end_reach_the_owner_once_each(sensor: Sensor, addressed: Inbox) -> None:
    Path("broken").touch()
    sensor.run()
    assert sensor.tick() == "told load: raw/good was not made; 1 causes stand"
    assert sensor.tick() == "1 causes stand"
    sensor.run()
    assert sensor.tick() == "1 causes stand"
    Path("broken").unlink()
    sensor.run()
    assert sensor.tick() == "nothing stands wrong"
    assert sensor.tick() == "told load: recovered from: raw/good was not made; nothing stands wrong"
    assert sensor.tick() == "nothing stands wrong"
    assert addressed.titles == [
        "load: recovered from: raw/good was not made",
        "load: raw/good was not made",
    ]


def test_whoever_watches_the_terminal_only_is_told_what_the_team_was_told_and_as_often(
    sensor: Sensor, addressed: Inbox
) -> None:
    tail = Tail(path_of(current().home))
    Path("broken").touch()
    sensor.run()
    sensor.tick()
    assert tail.take() == [
        Told("load", "raw/good was not made", "failure", "weir why raw/good"),
    ]
    sensor.tick()
    assert tail.take() == []
    Path("broken").unlink()
    sensor.run()
    sensor.tick()
    later = Tail(path_of(current().home))
    sensor.tick()
    recovered = [Told("load", "recovered from: raw/good was not made", "success", "")]
    assert tail.take() == recovered
    assert later.take() == recovered, "what was told before it was made is told again"
    assert len(addressed.titles) == 2


def test_a_message_that_was_not_delivered_is_not_shown_as_told(
    sensor: Sensor, addressed: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    tail = Tail(path_of(current().home))
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        monkeypatch.setenv("ALERTS_LOAD", f"json://127.0.0.1:{silent.getsockname()[1]}/load")
        Path("broken").touch()
        sensor.run()
        sensor.tick()
    assert tail.take() == []


def test_in_production_nothing_is_written_beside_the_message(
    sensor: Sensor, addressed: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEIR_ENV", "production")
    monkeypatch.setenv("WEIR_WAREHOUSE", "duckdb")
    Path("broken").touch()
    sensor.run()
    assert sensor.tick().startswith("told load")
    assert not path_of(current().home).exists()


def test_an_address_that_does_not_answer_makes_the_tick_red_and_the_message_comes_later(
    sensor: Sensor, addressed: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        monkeypatch.setenv("ALERTS_LOAD", f"json://127.0.0.1:{silent.getsockname()[1]}/load")
        Path("broken").touch()
        sensor.run()
        assert sensor.tick().startswith("NOT DELIVERED to load: a message to the team load")
        with pytest.raises(WeirError, match="a message to the team load was not delivered"):
            sensor.tick()
    monkeypatch.setenv("ALERTS_LOAD", addressed.address("load"))
    assert sensor.tick() == "told load: raw/good was not made; 1 causes stand"
    assert addressed.titles == ["load: raw/good was not made"]


def test_one_teams_broken_address_neither_silences_nor_repeats_the_others(
    sensor: Sensor, addressed: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ALERTS_LOAD")
    Path("negative").touch()
    sensor.run()
    Path("broken").touch()
    sensor.run("raw/good")
    said = sensor.tick()
    assert said.startswith("NOT DELIVERED to load: messages to the team load have no address")
    assert set(addressed.titles) == {
        "platform: check positive of mart/fine fails",
        "platform: messages to the team load do not get through",
    }
    with pytest.raises(WeirError, match="the setting ALERTS_LOAD is not set"):
        sensor.tick()
    assert len(addressed.titles) == 2
    monkeypatch.setenv("ALERTS_LOAD", addressed.address("load"))
    assert sensor.tick().startswith("told load: raw/good was not made")


def test_without_a_graph_file_the_tick_says_how_to_get_one(
    sensor: Sensor, addressed: Inbox, project: Path
) -> None:
    (project / ".weir" / "graph.json").unlink()
    with pytest.raises(WeirError, match="run `weir status` once"):
        sensor.tick()
