"""Between two runs of a backfill the platform beside it asked for what the next was to make."""

import json
from collections.abc import Generator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from weir.automation.moment import read_open_runs
from weir.backfill import carry_out as module
from weir.backfill.at_work import FILE, still_to_make
from weir.backfill.carry_out import carry_out
from weir.backfill.parts import Part
from weir.environment import current
from weir.home import Home
from weir.plan.model import Plan
from weir.run.outcome import Outcome

PARTS = [
    Part(("raw/lines",), ("2017-01-01",)),
    Part(("raw/lines",), ("2017-01-02",)),
    Part(("int/values", "mart/month"), behind=True),
]
PLAN = Plan(dict.fromkeys(("raw/lines", "int/values", "mart/month"), "why"))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("WEIR_HOME", str(tmp_path))
    return current().home


@pytest.fixture
def instance(tmp_path: Path) -> Generator[dg.DagsterInstance]:
    with dg.DagsterInstance.local_temp(str(tmp_path)) as found:
        yield found


def test_what_a_backfill_is_still_to_make_is_left_alone_until_it_has(
    home: Home, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[set[str]] = []

    class Nobody:
        def __init__(self, _: Any) -> None: ...

        def __enter__(self) -> None: ...

        def __exit__(self, *_: object) -> None: ...

    class Runner:
        home = current().home

        def carry_out(self, own: Plan, _: Any) -> Outcome:
            seen.append(set(read_open_runs(instance).still_to_make({})))
            return Outcome(planned=len(own.assets), made=dict.fromkeys(own.assets, 1))

    monkeypatch.setattr(module, "Executor", Nobody)
    runner: Any = Runner()
    result = carry_out(
        runner, PLAN, PARTS, incremental=False, tell=lambda *_: None, done=lambda *_: None
    )
    assert result.left == []
    everything = {"raw/lines", "int/values", "mart/month"}
    assert seen == [everything, everything, {"int/values", "mart/month"}]
    assert read_open_runs(instance).still_to_make({}) == set()
    assert not (home.state / FILE).exists()


def test_a_backfill_that_was_killed_holds_nothing_back(home: Home) -> None:
    said = {"pid": 4194304, "began": 1.0, "assets": ["raw/lines"]}
    (home.state / FILE).write_text(json.dumps(said))
    assert still_to_make(home) == set()
