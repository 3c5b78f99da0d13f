"""A setting that is not set: whoever meets the message has to know where it is missing."""

from pathlib import Path

import pytest

from weir.environment import Environment, Name, current
from weir.errors import WeirError
from weir.graph.model import Probe
from weir.home import Home
from weir.plan.probe import ask_each

SETTING = "RETURNS_DATABASE_URL"


def returns(table: str) -> str:
    """The probe of a source whose address nobody has set."""
    return current().setting(SETTING) + table


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    for name in (SETTING, "WEIR_ENV"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("WEIR_HOME", str(tmp_path / ".weir"))
    return Home(project=tmp_path, state=tmp_path / ".weir")


def let_the_sandbox_run(place: Home) -> None:
    place.sandbox_settings.parent.mkdir(parents=True)
    place.sandbox_settings.write_text("SHOP_DATABASE_URL=sqlite:///shop.db\n")


def fix(place: Home, name: Name) -> str:
    with pytest.raises(WeirError, match=f"the setting {SETTING} is not set") as raised:
        Environment(name, place, "duckdb", "").setting(SETTING)
    return str(raised.value.fix)


def test_the_sandbox_is_offered_where_it_does_not_run(place: Home) -> None:
    assert fix(place, Name.LOCAL).startswith("start the sandbox (")


def test_a_running_sandbox_that_lacks_the_setting_is_not_to_be_started(place: Home) -> None:
    let_the_sandbox_run(place)
    assert Environment(Name.LOCAL, place, "duckdb", "").setting("SHOP_DATABASE_URL")
    said = fix(place, Name.LOCAL)
    assert said.startswith(f"set the variable {SETTING} (locally, in your shell;")
    assert "start the sandbox" not in said


def test_no_sandbox_is_offered_in_production(place: Home) -> None:
    said = fix(place, Name.PRODUCTION)
    assert said == f"set the environment variable {SETTING} for this deployment"


def test_a_probe_without_its_setting_is_named_once_beside_the_environment(place: Home) -> None:
    let_the_sandbox_run(place)
    call = f"{__name__}:returns"
    tables = {
        f"returns/{name}": (Probe(call=call, arguments={"table": "items"}), None) for name in "ab"
    }
    with pytest.raises(WeirError, match="is not set") as raised:
        ask_each(tables)
    assert raised.value.where == f"{call}, environment local"
    assert f"where: {call}, environment local" in str(raised.value)
