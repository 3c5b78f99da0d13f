"""A source's sensor: one look, one load of what is new, and nothing twice."""

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from tests.weir.automation.conftest import Simulation

from weir.automation.source import UNCHANGED, Source, look, source_sensor
from weir.errors import WeirError
from weir.graph.document import to_document
from weir.graph.model import Asset, FreshnessPolicy, Graph
from weir.graph.partitions import Partitions

HERE = "tests.weir.automation.test_source_sensors"
STATE: dict[str, Any] = {}
DAYS = Partitions("Daily", "2017-01-01", "2018-01-01")
REGIONS = Partitions("By region", "2017-01-01", "2018-01-01", "region", ("emea", "amer", "apac"))


def token(table: str) -> str:
    STATE["asked"] = STATE.get("asked", 0) + 1
    if "error" in STATE:
        raise ConnectionRefusedError(STATE["error"])
    return str(STATE[table])


def days(*, everything: bool = False) -> list[str]:
    STATE["asked"] = STATE.get("asked", 0) + 1
    return list(STATE["days"])


def listing() -> str:
    return str(STATE["listing"])


@pytest.fixture(autouse=True)
def state() -> Iterator[None]:
    STATE.clear()
    yield
    STATE.clear()


def spec(table: str, **more: Any) -> dg.AssetSpec:
    probe = {"call": f"{HERE}:token", "arguments": {"table": table}}
    return dg.AssetSpec(["shop", table], metadata={"weir/probe": probe}, **more)


class Watch:
    """A sensor and the memory that Dagster keeps for it."""

    def __init__(self, sim: Simulation, source: Source) -> None:
        self.sim, self.source = sim, source
        self.cursor: str | None = None
        self.now = sim.now.timestamp()

        @dg.multi_asset(specs=list(source.specs), can_subset=True)
        def load(context: dg.AssetExecutionContext) -> Iterator[Any]:
            if context.run.tags.get("fails") == "True":
                raise dg.Failure("broken", allow_retries=False)
            for key in context.selected_asset_keys:
                table = key.path[-1]
                yield dg.MaterializeResult(
                    asset_key=key, metadata={"weir/probe": str(STATE.get(table))}
                )

        self.definitions = dg.Definitions(assets=[load])

    def tick(self, after: float = 30.0) -> dg.SensorResult:
        self.now += after
        result = look(self.source, self.sim.instance, self.cursor, self.now)
        self.cursor = result.cursor
        return result

    def keys(self, after: float = 30.0) -> list[list[str]]:
        requests = self.tick(after).run_requests or []
        return [sorted(k.to_user_string() for k in r.asset_selection or []) for r in requests]


def shop(sim: Simulation, **more: Any) -> Watch:
    STATE.update(orders="1", products="1")
    return Watch(sim, Source("shop", [spec("orders", **more), spec("products", **more)]))


def test_exactly_the_tables_with_news_are_loaded(sim: Simulation) -> None:
    watch = shop(sim)
    assert watch.keys() == [["shop/orders", "shop/products"]]
    sim.run(watch.definitions, "shop/orders", "shop/products")
    STATE["orders"] = "2"
    assert watch.keys() == [["shop/orders"]]


def test_a_look_without_news_starts_no_run_and_says_so(sim: Simulation) -> None:
    watch = shop(sim)
    sim.run(watch.definitions, "shop/orders", "shop/products")
    STATE["asked"] = 0
    result = watch.tick()
    assert result.run_requests == []
    assert result.skip_reason == dg.SkipReason("nothing new")
    assert STATE["asked"] == 2  # a request for each table whose probe is another call


def test_what_is_queued_is_not_asked_for_twice(sim: Simulation) -> None:
    watch = shop(sim)
    assert watch.keys() == [["shop/orders", "shop/products"]]
    sim.queue(watch.definitions, "shop/orders", "shop/products")
    STATE["orders"] = "2"
    STATE["asked"] = 0
    assert watch.keys() == []
    assert STATE["asked"] == 0  # nor does the source have to answer meanwhile


def test_the_same_news_has_the_same_run_key(sim: Simulation) -> None:
    """A daemon that dies between the request and the note of it asks again, and Dagster refuses."""
    watch = shop(sim)
    first = look(watch.source, sim.instance, None, watch.now).run_requests or []
    again = look(watch.source, sim.instance, None, watch.now + 5).run_requests or []
    assert [r.run_key for r in first] == [r.run_key for r in again]
    sim.run(watch.definitions, "shop/orders", "shop/products")
    STATE["orders"] = "2"
    changed = watch.tick().run_requests or []
    sim.run(watch.definitions, "shop/orders")
    STATE["orders"] = "1"  # as it was before: news all the same
    back = watch.tick().run_requests or []
    assert len({first[0].run_key, changed[0].run_key, back[0].run_key}) == 3


def test_a_failed_load_is_tried_again_neither_at_every_look_nor_never(sim: Simulation) -> None:
    watch = shop(sim)
    assert watch.keys()
    sim.run(watch.definitions, "shop/orders", "shop/products", fails=True)
    result = watch.tick(0.0)
    assert not result.run_requests
    assert "the load failed 1 times" in str(result.skip_reason)
    keys = [bool(watch.keys(10.0)) for _ in range(12)]
    assert keys.count(True) >= 1
    assert keys[0] is False


def test_a_source_that_changes_after_a_failure_is_loaded_at_once(sim: Simulation) -> None:
    watch = shop(sim)
    assert watch.keys()
    sim.run(watch.definitions, "shop/orders", "shop/products", fails=True)
    assert watch.keys(0.0) == []
    STATE["orders"] = "2"
    assert watch.keys(0.0) == [["shop/orders", "shop/products"]]


def test_a_source_that_keeps_changing_and_failing_starts_no_storm(sim: Simulation) -> None:
    watch = shop(sim)
    asked = 0
    for number in range(12):
        STATE["orders"] = str(number)
        watch.now = time.time()
        if watch.keys(0.0):
            asked += 1
            sim.run(watch.definitions, "shop/orders", "shop/products", fails=True)
    assert asked == 3


def test_a_probe_that_raises_makes_the_tick_fail(sim: Simulation) -> None:
    watch = shop(sim)
    STATE["error"] = "connection refused"
    sensor = source_sensor(watch.source)
    context = dg.build_sensor_context(instance=sim.instance)
    with pytest.raises(WeirError, match="could not be asked for news"):
        sensor(context)


def test_a_sensor_needs_nothing_of_its_source_to_load(sim: Simulation) -> None:
    watch = shop(sim)
    STATE["error"] = "no network"
    sensor = source_sensor(watch.source)
    assert sensor.name == "source_shop"
    assert sensor.default_status is dg.DefaultSensorStatus.STOPPED


def test_unchanged_is_noted_sparsely(sim: Simulation) -> None:
    policy = dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=4))
    watch = shop(sim, freshness_policy=policy)
    sim.run(watch.definitions, "shop/orders", "shop/products")
    noted: list[dg.AssetKey] = []
    for _ in range(4 * 60):  # four hours, a look a minute
        for event in watch.tick(60.0).asset_events:
            assert isinstance(event, dg.AssetObservation)
            assert event.metadata[UNCHANGED].value is True
            noted.append(event.asset_key)
    assert noted.count(dg.AssetKey(["shop", "orders"])) in {3, 4}


def test_a_shorter_promise_of_what_hangs_on_a_source_is_not_broken_by_an_idle_source(
    sim: Simulation, tmp_path: Path
) -> None:
    """Six hours of a mart, a day and a half of its source: noted every nine, it was late by six."""
    six, long = FreshnessPolicy(fail=6 * 3600.0), FreshnessPolicy(fail=36 * 3600.0)
    assets = [
        Asset("shop/orders", "ingestion", executable=True, freshness=long),
        Asset("shop/products", "ingestion", executable=True, freshness=long),
        Asset("mart/m", "mart", executable=True, deps=("shop/orders",), freshness=six),
    ]
    graph = Graph({asset.key: asset for asset in assets}, {})
    (tmp_path / ".weir").mkdir(exist_ok=True)
    (tmp_path / ".weir" / "graph.json").write_text(json.dumps(to_document(graph)))
    policy = dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=36))
    watch = shop(sim, freshness_policy=policy)
    sim.run(watch.definitions, "shop/orders", "shop/products")
    noted = [event.asset_key for _ in range(48) for event in watch.tick(600.0).asset_events]
    assert noted.count(dg.AssetKey(["shop", "orders"])) == 5, "one in 90 minutes"
    assert noted.count(dg.AssetKey(["shop", "products"])) == 0, "its own nine hours are not over"


def test_nothing_is_noted_of_a_table_that_was_never_loaded(sim: Simulation) -> None:
    policy = dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=4))
    watch = shop(sim, freshness_policy=policy)
    assert watch.tick(86400.0).asset_events == []


def test_a_sync_in_progress_is_no_news_and_its_end_is(sim: Simulation) -> None:
    STATE["ads"] = "2017-11-30"
    watch = Watch(sim, Source("ads", [spec("ads")], not_yet="syncing"))
    sim.run(watch.definitions, "shop/ads")
    STATE["ads"] = "syncing, last synced 2017-11-30"
    assert watch.keys() == []
    STATE["ads"] = "2017-12-01"
    assert watch.keys() == [["shop/ads"]]


def lines(sim: Simulation, news: list[str], partitions: Partitions = DAYS) -> Watch:
    STATE.update(days=news, listing="1", lines="1")
    probe = {"call": f"{HERE}:days", "arguments": {}}
    table = dg.AssetSpec(["shop", "lines"], metadata={"weir/probe": probe})
    glance = {"call": f"{HERE}:listing", "arguments": {}}
    return Watch(sim, Source("pos", [table], partitions=partitions, glance=glance))


def test_an_unbroken_row_of_days_is_one_run(sim: Simulation) -> None:
    watch = lines(sim, ["2017-12-01", "2017-12-02", "2017-12-05"])
    tags = [r.tags for r in watch.tick().run_requests or []]
    assert [sorted(t.values()) for t in tags] == [
        ["2017-12-01", "2017-12-02"],
        ["2017-12-05", "2017-12-05"],
    ]


def test_one_region_that_has_news_draws_no_other_one_into_its_run(sim: Simulation) -> None:
    news = ["2017-12-01|emea", "2017-12-02|emea", "2017-12-02|amer", "2017-12-02|apac"]
    tags = [r.tags or {} for r in lines(sim, news, REGIONS).tick().run_requests or []]
    assert [list(t.values()) for t in tags] == [
        ["2017-12-01|emea", "2017-12-02|emea"],
        ["2017-12-02|amer", "2017-12-02|apac"],
    ]


def test_a_region_that_nobody_declared_is_refused_and_not_left_out(sim: Simulation) -> None:
    with pytest.raises(WeirError, match=r"'2017-12-01\|latam', which is no partition: By region"):
        lines(sim, ["2017-12-01|latam"], REGIONS).tick()


def test_the_warehouse_is_not_asked_while_the_listing_stands_still(sim: Simulation) -> None:
    watch = lines(sim, [])
    assert watch.keys() == []
    STATE["asked"] = 0
    assert watch.keys() == []
    assert STATE["asked"] == 0
    STATE.update(listing="2", days=["2017-12-01"])
    assert watch.keys() == [["shop/lines"]]


def test_the_memory_is_plain_json(sim: Simulation, tmp_path: Path) -> None:
    watch = shop(sim)
    watch.tick()
    assert json.loads(watch.cursor or "")["failures"] == 0
