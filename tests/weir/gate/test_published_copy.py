"""The published copy behind a closed gate: only a run that names every failing check passes it."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from weir import publisher
from weir.graph.model import Asset, Check, Graph
from weir.publisher import Publisher

CHECKS = [Check("raw/x", name, "load", blocking=True) for name in ("whole", "sound")]
GRAPH = Graph({"raw/x": Asset("raw/x", "load", executable=True)}, {c.id: c for c in CHECKS})
WHO = {"weir/override_because": "known", "weir/override_by": "anna"}


@dataclass
class Warehouse:
    """Counts how often it is published."""

    published: int = 0

    def publish(self) -> bool:
        self.published += 1
        return True


@dg.job
def empty() -> None:
    @dg.op
    def nothing() -> None: ...

    nothing()


Run = Callable[..., int]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Run]:
    """Run something with tags, look; how often was published so far."""
    monkeypatch.setenv("WEIR_HOME", str(tmp_path / ".weir"))
    monkeypatch.setattr(publisher, "load_graph", lambda: GRAPH)
    with dg.DagsterInstance.ephemeral() as instance:
        for check in CHECKS:
            instance.report_runless_asset_event(
                dg.AssetCheckEvaluation(dg.AssetKey(["raw", "x"]), check.name, passed=False)
            )
        warehouse: Any = Warehouse()
        subject = Publisher(instance, warehouse, seen=datetime(2020, 1, 1, tzinfo=UTC))

        def again(**tags: str) -> int:
            empty.execute_in_process(instance=instance, tags=tags)
            subject.due = 0.0
            subject.look()
            count: int = warehouse.published
            return count

        yield again


def test_a_run_publishes_past_failing_checks_only_if_it_names_all_of_them(run: Run) -> None:
    assert run() == 0
    assert run(**{"weir/override": "raw/x:whole"}, **WHO) == 0, "sound stands failed too"
    assert run(**{"weir/override": "raw/x:whole,raw/x:sound"}) == 0, "nobody says why"
    assert run(**{"weir/override": "raw/x:whole,raw/x:sound"}, **WHO) == 1
    assert run() == 1, "it was for one run"
