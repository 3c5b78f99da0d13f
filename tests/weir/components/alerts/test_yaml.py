"""The sensor that `defs.yaml` declares, and what is said of a mistake in it."""

from pathlib import Path

import dagster as dg
import pytest
from dagster.components.testing import create_defs_folder_sandbox

from weir.alerts.problem import Kind
from weir.alerts.rules import Threshold
from weir.components.alerts import Alerts

TEAMS = "fallback: a\nteams:\n  a: {codeowners: '@o/a', setting: ALERTS_A}\n"


def load(attributes: dict[str, object], teams: str = TEAMS) -> dg.SensorDefinition:
    with create_defs_folder_sandbox() as sandbox:
        path = sandbox.scaffold_component(
            Alerts,
            defs_path="alerts",
            defs_yaml_contents={"type": "weir.components.alerts.Alerts", "attributes": attributes},
        )
        (sandbox.project_root / "teams.yaml").write_text(teams)
        with sandbox.load_component_and_build_defs(defs_path=path) as (_, defs):
            dg.Definitions.validate_loadable(defs)
            (sensor,) = defs.sensors or []
            assert isinstance(sensor, dg.SensorDefinition)
            return sensor


def cause(attributes: dict[str, object], teams: str = TEAMS) -> str:
    with pytest.raises(Exception, match=r"Error while") as caught:
        load(attributes, teams)
    error: BaseException = caught.value
    while error.__cause__ is not None:
        error = error.__cause__
    return str(error)


def test_the_sensor_looks_at_its_interval() -> None:
    sensor = load({"teams": "teams.yaml", "every": "30s", "name": "tell"})
    assert (sensor.name, sensor.minimum_interval_seconds) == ("tell", 30)


def test_thresholds_of_the_yaml_replace_those_by_default() -> None:
    rules = Alerts(
        teams="x",
        thresholds={"late": {"stands_for": "10m"}, "check": {"looks": 2}},  # type: ignore[dict-item]
    ).rules()
    assert rules.of(Kind.LATE) == Threshold(looks=1, stands_for=600)
    assert rules.of(Kind.CHECK) == Threshold(looks=2)
    assert rules.of(Kind.SENSOR) == Threshold(looks=3)
    assert rules.of(Kind.FAILED) == Threshold(looks=1)
    assert (rules.recovered, rules.remind_every) == (2, 86400)


@pytest.mark.parametrize(
    ("attributes", "said"),
    [
        ({"teams": "teams.yaml", "evry": "30s"}, "did you mean 'every'?"),
        ({"teams": "teams.yaml", "every": "soon"}, "write 30s, 90m, 6h or 2d"),
        ({"teams": "teams.yaml", "thresholds": {"lat": {"looks": 2}}}, "'late'"),
        ({"teams": "teams.yaml", "thresholds": {"late": {"look": 2}}}, "did you mean 'looks'?"),
        (
            {"teams": "teams.yaml", "thresholds": {"late": {"looks": 0}}},
            "greater than or equal to 1",
        ),
        ({"teams": "nowhere.yaml"}, "the list of teams is missing"),
    ],
)
def test_a_mistake_is_answered_with_what_was_probably_meant(
    attributes: dict[str, object], said: str
) -> None:
    assert said in cause(attributes)


def test_a_broken_list_of_teams_stops_the_location_and_not_the_first_alert() -> None:
    assert "the fallback 'b' is no team" in cause(
        {"teams": "teams.yaml"}, TEAMS.replace("fallback: a", "fallback: b")
    )


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, "STOPPED"),
        ({"WEIR_AUTOMATION": "on"}, "RUNNING"),
        ({"WEIR_ENV": "production"}, "RUNNING"),
        ({"WEIR_ENV": "preview", "WEIR_DATASET_PREFIX": "pr_1_"}, "STOPPED"),
    ],
)
def test_it_runs_by_itself_in_production_and_under_weir_up_only(
    variables: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("WEIR_ENV", "WEIR_AUTOMATION"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert load({"teams": "teams.yaml"}).default_status.value == expected


def test_what_is_scaffolded_needs_only_the_list_of_teams(tmp_path: Path) -> None:
    with create_defs_folder_sandbox() as sandbox:
        path = sandbox.scaffold_component(Alerts, defs_path="alerts")
        text = (path / "defs.yaml").read_text()
    assert text.partition("\n")[2] == (
        "\nattributes:\n  teams: ../deploy/teams.yaml # who gets the messages, and where\n"
    )
