"""A source without news: noted seldom, counted by everyone, never for a tool that stands still."""

import time
from collections.abc import Generator

import dagster as dg
import pytest

from weir.freshness import State, find, found_unchanged, note, note_unchanged
from weir.freshness.unchanged import interval
from weir.graph.model import Asset, FreshnessPolicy, Graph, Probe
from weir.graph.partitions import Partitions
from weir.plan.probe import Probed
from weir.records import read_records

HOUR = 3600.0
WINDOW = FreshnessPolicy(fail=8 * HOUR)
ASKED: list[str] = []
GRAPH = Graph(
    {
        a.key: a
        for a in (
            Asset("raw/orders", "x", executable=True, probe=Probe("x:y")),
            Asset("raw/idle", "x", executable=True, probe=Probe("x:y")),
            Asset(
                "raw/days",
                "x",
                executable=True,
                probe=Probe("x:y"),
                partitions=Partitions("d", "2017"),
            ),
            Asset(
                "ads/stats",
                "x",
                executable=True,
                probe=Probe("x:y", {"id": "ads"}, f"{__name__}:age"),
            ),
            Asset(
                "ads/names",
                "x",
                executable=True,
                probe=Probe("x:y", {"id": "ads"}, f"{__name__}:age"),
            ),
            Asset(
                "mart/m",
                "x",
                executable=True,
                deps=("raw/orders", "raw/days", "ads/stats", "ads/names"),
                freshness=WINDOW,
            ),
        )
    },
    {},
)


def age(id: str) -> float:  # noqa: A002 - the probe's own argument
    ASKED.append(id)
    return 5 * HOUR


@pytest.fixture
def instance() -> Generator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as one:
        for key in GRAPH.assets:
            one.report_runless_asset_event(
                dg.AssetMaterialization(key.split("/"), metadata={"weir/probe": "t"})
            )
        yield one


ANSWERS = {
    "raw/orders": Probed("t"),
    "raw/idle": Probed("t"),
    "raw/days": Probed(),
    "ads/stats": Probed("t"),
    "ads/names": Probed("t"),
}


def test_a_note_is_written_once_per_quarter_of_the_nearest_window(
    instance: dg.DagsterInstance,
) -> None:
    ASKED.clear()
    records = read_records(instance, GRAPH)
    began = time.time()
    assert interval(GRAPH, "raw/orders") == 2 * HOUR
    assert interval(GRAPH, "raw/idle") is None, "no freshness hangs on it"
    assert note(instance, GRAPH, records, ANSWERS, began + HOUR) == [], "it was loaded of late"
    later = began + 9 * HOUR
    written = ["raw/orders", "raw/days", "ads/stats", "ads/names"]
    assert note(instance, GRAPH, records, ANSWERS, later) == written
    assert ASKED == ["ads"], "tables of one connection share a request"
    assert note(instance, GRAPH, records, ANSWERS, later + 1.9 * HOUR) == []
    assert note(instance, GRAPH, records, ANSWERS, later + 2.1 * HOUR) == written


def test_a_source_with_news_is_not_called_unchanged(instance: dg.DagsterInstance) -> None:
    news = {"raw/orders": Probed("u"), "raw/days": Probed(partitions=("2017-01-01",))}
    records = read_records(instance, GRAPH)
    assert note(instance, GRAPH, records, news, time.time() + 9 * HOUR) == []


def test_a_connection_that_no_longer_syncs_is_late_though_it_has_no_news(
    instance: dg.DagsterInstance,
) -> None:
    records = read_records(instance, GRAPH)
    later = time.time() + 9 * HOUR
    note(instance, GRAPH, records, ANSWERS, later)
    found = find(instance, GRAPH, records, later)["mart/m"]
    assert found.state is State.FRESH
    assert found.root in ("ads/stats", "ads/names"), "last synced five hours ago"
    assert found.good == pytest.approx(later - 5 * HOUR)
    assert find(instance, GRAPH, records, later + 4 * HOUR)["mart/m"].state is State.LATE


def test_an_observation_of_somebody_else_does_not_hide_the_note(
    instance: dg.DagsterInstance,
) -> None:
    at = time.time() + HOUR
    assert note_unchanged(instance, "raw/orders", every=60, now=at)
    instance.report_runless_asset_event(dg.AssetObservation(["raw", "orders"], metadata={"x": 1}))
    assert found_unchanged(instance, ["raw/orders", "raw/idle"]) == {
        "raw/orders": pytest.approx(at)
    }
    assert not note_unchanged(instance, "raw/orders", every=60, now=at + 59)
    assert note_unchanged(instance, "raw/orders", every=60, now=at + 61)


def test_the_data_time_of_an_earlier_load_is_found(instance: dg.DagsterInstance) -> None:
    data = FreshnessPolicy(fail=8 * HOUR, of="data")
    graph = Graph(
        {
            a.key: a
            for a in (
                Asset("raw/x", "x", executable=True),
                Asset("mart/x", "x", executable=True, deps=("raw/x",), freshness=data),
            )
        },
        {},
    )
    for key, moment in (("raw/x", 100.0), ("mart/x", None), ("raw/x", 900.0)):
        facts = {} if moment is None else {"weir/data_time": dg.MetadataValue.timestamp(moment)}
        instance.report_runless_asset_event(dg.AssetMaterialization(key.split("/"), metadata=facts))
    records = read_records(instance, graph)
    assert find(instance, graph, records, 200.0)["mart/x"].good == 100.0
