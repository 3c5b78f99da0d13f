"""The published copy behind a closed gate: only a run that names every failing check passes it."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from tests.weir.planned import judged

from weir import publisher
from weir.cli.display import console
from weir.cli.publication import show_refusal
from weir.disk import DiskFullError
from weir.environment import current
from weir.errors import WeirError
from weir.graph.model import Asset, Check, Graph
from weir.publisher import FOLLOWS, Publisher, unjudged
from weir.records import Loaded, Records

KEY = dg.AssetKey(["raw", "x"])
CHECKS = [Check("raw/x", name, "load", blocking=True) for name in ("whole", "sound")]
GRAPH = Graph({"raw/x": Asset("raw/x", "load", executable=True)}, {c.id: c for c in CHECKS})
WHO = {"weir/override_because": "known", "weir/override_by": "anna"}


@dataclass
class Warehouse:
    """Counts how often it is published.

    Attributes:
        wait: what happens while the lease is waited for.
        full: whether there is no room for a copy.
        name: its identity.
        gone: whether the file was taken away since it was last asked.
    """

    published: int = 0
    name: str = "w1"
    gone: bool = False
    wait: Callable[[], object] = lambda: None
    full: bool = False

    @contextmanager
    def lease(self, _holder: str, _meanwhile: object = None) -> Generator[None]:
        self.wait()
        yield

    def identity(self) -> str:
        return self.name

    def lost(self) -> bool:
        found, self.gone = self.gone, False
        return found

    def publish(self) -> bool:
        if self.full:
            raise DiskFullError("no room", where="disk", fix="make room")
        self.published += 1
        return True


@dg.job
def empty() -> None:
    @dg.op
    def nothing() -> None: ...

    nothing()


@dataclass
class Platform:
    """Runs something, looks, and counts what was published so far."""

    instance: dg.DagsterInstance
    warehouse: Any = field(default_factory=Warehouse)

    def __post_init__(self) -> None:
        self.publisher = self.started()

    def started(self) -> Publisher:
        return Publisher(self.instance, self.warehouse, seen=datetime(2020, 1, 1, tzinfo=UTC))

    def load(self) -> None:
        facts = {"dagster/table_name": "raw.x", "weir/warehouse": self.warehouse.name}
        self.instance.report_runless_asset_event(dg.AssetMaterialization(KEY, metadata=facts))

    def judge(self, *names: str, passed: bool = False) -> None:
        for name in names:
            self.instance.report_runless_asset_event(
                dg.AssetCheckEvaluation(KEY, name, passed=passed)
            )

    def look(self) -> int:
        self.publisher.due = 0.0
        self.publisher.look()
        count: int = self.warehouse.published
        return count

    def run(self, **tags: str) -> int:
        empty.execute_in_process(instance=self.instance, tags=tags)
        return self.look()


@pytest.fixture
def platform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Platform]:
    monkeypatch.setenv("WEIR_HOME", str(tmp_path / ".weir"))
    monkeypatch.setattr(publisher, "load_graph", lambda: GRAPH)
    (tmp_path / ".weir").mkdir()
    current().home.graph.touch()
    with dg.DagsterInstance.ephemeral() as instance:
        found = Platform(instance)
        found.load()
        yield found


def test_a_run_publishes_past_failing_checks_only_if_it_names_all_of_them(
    platform: Platform,
) -> None:
    platform.judge("whole", "sound")
    run = platform.run
    assert run() == 0
    assert run(**{"weir/override": "raw/x:whole"}, **WHO) == 0, "sound stands failed too"
    assert run(**{"weir/override": "raw/x:whole,raw/x:sound"}) == 0, "nobody says why"
    assert run(**{"weir/override": "raw/x:whole,raw/x:sound"}, **WHO) == 1
    assert platform.publisher.refused == frozenset()
    assert run() == 1, "it was for one run"
    assert platform.publisher.refused == {"raw/x:whole", "raw/x:sound"}


def test_readers_that_keep_an_old_state_are_told_because_of_which_check() -> None:
    """Everything that was made meanwhile was green, and nobody saw it."""
    with console.capture() as captured:
        show_refusal(frozenset({"raw/x:whole", "raw/x:sound"}))
    assert captured.get() == (
        "not published: check sound of raw/x and 1 more stands failed; readers keep the last state "
        "that passed (weir why raw/x)\n"
    )
    with console.capture() as captured:
        show_refusal(frozenset())
    assert captured.get() == ""


def test_what_a_check_refused_while_the_lease_was_waited_for_is_not_published(
    platform: Platform,
) -> None:
    """The holder wrote it; read before, the records would say that all is well."""
    platform.judge("whole", "sound", passed=True)
    platform.warehouse.wait = lambda: platform.judge("whole")
    assert platform.run() == 0
    platform.warehouse.wait = lambda: None
    platform.judge("whole", passed=True)
    assert platform.run() == 1


def test_an_empty_warehouse_in_place_of_one_that_was_deleted_is_not_published(
    platform: Platform,
) -> None:
    """The verdicts of the old tables say that all is well."""
    platform.judge("whole", "sound", passed=True)
    assert platform.run() == 1
    platform.warehouse.name = "w2"
    with pytest.raises(WeirError, match="the warehouse was taken away, and 1 table with it"):
        platform.run()
    assert platform.look() == 1, "said once"
    platform.load()
    platform.judge("whole", "sound", passed=True)
    assert platform.run() == 2


def test_a_warehouse_that_is_deleted_while_nothing_runs_is_noticed(platform: Platform) -> None:
    platform.judge("whole", "sound", passed=True)
    assert platform.run() == 1
    platform.warehouse.name, platform.warehouse.gone = "w2", True
    with pytest.raises(WeirError, match="the warehouse was taken away"):
        platform.look()


def test_what_is_about_to_be_judged_is_looked_at_again(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform.judge("whole", "sound", passed=True)
    monkeypatch.setattr(publisher, "unjudged", lambda *_: ["raw/x:whole"])
    assert platform.run() == 0
    monkeypatch.setattr(publisher, "unjudged", lambda *_: [])
    assert platform.look() == 1, "though no run has ended since"


@pytest.mark.parametrize(
    ("judged_by", "at_work", "location", "now", "expected"),
    [
        ("old", {"new"}, "load", 1000.0, True),  # a loader frees the warehouse before its checks
        ("old", set(), "load", 1000.0, False),  # its verdict will never come: the old one stands
        ("new", {"new"}, "load", 1000.0, False),
        ("old", set(), "transform", 100.0 + FOLLOWS - 1, True),  # a run of its own is to follow
        ("old", set(), "transform", 100.0 + FOLLOWS, False),
    ],
)
def test_which_verdicts_are_about_to_come(
    judged_by: str, at_work: set[str], location: str, now: float, expected: bool
) -> None:
    check = Check("raw/x", "whole", location, blocking=True)
    graph = Graph(GRAPH.assets, {check.id: check})
    loaded = Loaded(2, 100.0, "new", None, {})
    at = 101.0 if judged_by == "new" else 50.0
    verdict = judged(at=at, run_id=judged_by)
    records = Records({"raw/x": loaded}, {check.id: verdict})
    assert unjudged(graph, records, at_work, now) == ([check.id] if expected else [])


def test_a_publication_that_failed_is_told_and_repeated(platform: Platform) -> None:
    platform.judge("whole", "sound", passed=True)
    platform.warehouse.full = True
    with pytest.raises(DiskFullError, match="no room"):
        platform.run()
    platform.warehouse.full = False
    assert platform.look() == 1, "though no run has ended since"
    assert platform.look() == 1


def test_what_an_earlier_process_left_unpublished_is_published_at_the_start(
    platform: Platform,
) -> None:
    platform.judge("whole", "sound", passed=True)
    platform.publisher = Publisher(platform.instance, platform.warehouse)
    assert platform.look() == 1
    assert platform.look() == 1
