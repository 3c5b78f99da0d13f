"""`weir status` names who is late and because of whom; a quiet `weir run` keeps all fresh."""

import importlib
import json
import time

import pytest
from click.testing import CliRunner, Result
from tests.weir.toy.project import Project

HOUR = 3600.0
POLICY = "freshness_policy=dg.FreshnessPolicy.time_window(dt.timedelta(hours=8))"


@pytest.fixture
def promised(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """The toy project, where everything is late after eight hours; also within this process."""
    load = project.folder / "toy_load.py"
    text = load.read_text().replace("owners=[", f"{POLICY}, owners=[")
    assert text.count(POLICY) == 2
    load.write_text(text.replace("import os\n", "import datetime as dt\nimport os\n", 1))
    monkeypatch.setenv("TOY", str(project.folder))
    monkeypatch.setenv("DAGSTER_HOME", "")  # so that what the commands set is taken back
    for name in ("WEIR_HOME", "WEIR_ENV"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(project.folder)
    monkeypatch.syspath_prepend(str(project.folder))
    return project


def weir(verb: str, *words: str) -> Result:
    command = importlib.import_module(f"weir.cli.{verb}").command
    return CliRunner().invoke(command, list(words))


def states() -> dict[str, dict[str, str]]:
    found = json.loads(weir("status", "--json").stdout)
    return {entry["key"]: {"state": entry["state"], **entry["fresh"]} for entry in found}


def test_a_source_without_news_is_late_until_somebody_asks_it(
    promised: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, output = promised.weir("run")
    assert code == 0, output
    assert {s["state"] for s in states().values()} == {"fresh"}
    assert weir("status").exit_code == 0
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 9 * HOUR)

    found = states()
    assert {s["state"] for s in found.values()} == {"late"}
    assert found["page/doubtful"]["root"] == "raw/risky"
    assert found["page/fine"]["root"] == "raw/good"
    said = weir("status")
    assert said.exit_code == 1
    line = next(text for text in said.output.splitlines() if "page/fine" in text)
    assert line.startswith("late")
    assert "late by 1 h" in line
    assert "late because of raw/good: loaded 9 h ago" in line

    assert weir("run", "--plan").exit_code == 0
    assert states() == found, "to plan is to do nothing"
    said = weir("run")
    assert said.exit_code == 0, said.output
    assert "nothing to do" in said.output
    found = states()
    assert {s["state"] for s in found.values()} == {"fresh"}
    assert {s["because"] for s in found.values()} == {"found unchanged"}
    assert weir("status").exit_code == 0
