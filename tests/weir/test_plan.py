"""The plan: nothing that is due is left out, nothing that is not due is done."""

from dataclasses import replace
from typing import Any

import pytest
from tests.weir.planned import (
    EXECUTABLE,
    GRAPH,
    asset,
    judged,
    loaded,
    situation,
    with_record,
)

from weir.errors import WeirError
from weir.graph.model import Check, Graph
from weir.plan.make import Situation, make_plan
from weir.plan.probe import Probed
from weir.plan.select import select
from weir.records import Records


def test_the_second_run_plans_nothing() -> None:
    assert make_plan(situation()).empty


def test_a_new_warehouse_plans_everything_parents_first() -> None:
    plan = make_plan(situation(records=Records({}, {})))
    assert sorted(plan.assets) == sorted(EXECUTABLE)
    assert list(plan.assets).index("int/values") < list(plan.assets).index("features/rfm")
    assert plan.checks == {}


def test_news_at_a_source_carries_down_through_every_location() -> None:
    plan = make_plan(situation(probed={"shop/orders": Probed(token="t2")}))
    assert plan.assets == {
        "shop/orders": "new at its source",
        "int/values": "downstream of shop/orders",
        "features/rfm": "downstream of int/values",
        "mart/health": "downstream of features/rfm",
        "dashboards/health": "downstream of mart/health",
        "mart/revenue": "downstream of int/values",
    }


def test_a_source_that_does_not_answer_is_left_as_it_is_and_others_go_on() -> None:
    base = situation(probed={"shop/orders": Probed(token="t2")}, silent=frozenset({"pos/lines"}))
    assert "shop/orders" in make_plan(base).assets
    for plan in (make_plan(base), make_plan(base, everything=True)):
        assert "pos/lines" not in plan.assets
        assert plan.partitions == {}


def test_what_was_never_loaded_and_can_not_be_asked_takes_its_readers_out_of_the_plan() -> None:
    """They would fail for want of a table, and hide why."""
    plan = make_plan(situation(records=Records({}, {}), silent=frozenset({"shop/orders"})))
    assert set(plan.assets) == {"pos/lines"}


def test_of_a_silent_source_what_is_there_is_read_on() -> None:
    silent = situation(silent=frozenset({"shop/orders"}))
    plan = make_plan(with_record(silent, "int/values", replace(loaded(1), fingerprint="before")))
    assert "shop/orders" not in plan.assets
    assert plan.assets["int/values"] == "its code changed"


def test_what_a_run_was_to_make_and_did_not_is_due() -> None:
    base = situation()
    records = replace(base.records, unfinished=frozenset({"mart/revenue"}))
    plan = make_plan(replace(base, records=records))
    assert plan.assets == {"mart/revenue": "its last run did not finish"}


def test_a_changed_model_rebuilds_itself_and_what_hangs_on_it() -> None:
    old = replace(loaded(20), fingerprint="before")
    plan = make_plan(with_record(situation(), "mart/health", old))
    assert plan.assets == {
        "mart/health": "its code changed",
        "dashboards/health": "downstream of mart/health",
    }


def test_what_a_killed_run_left_undone_is_planned() -> None:
    base = situation()
    plan = make_plan(with_record(base, "features/rfm", loaded(99)))
    assert list(plan.assets) == ["mart/health", "dashboards/health"]
    assert plan.assets["mart/health"] == "features/rfm was loaded after it"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"tables": frozenset(EXECUTABLE) - {"mart/revenue"}}, "its table is missing"),
        ({"warehouse": "another"}, "the warehouse is a new one"),
    ],
)
def test_a_lost_table_is_made_again(change: dict[str, Any], reason: str) -> None:
    assert make_plan(situation(**change)).assets["mart/revenue"] == reason


def test_what_stands_failed_is_tried_again_with_its_consumers() -> None:
    base = situation()
    failed = base.records.judged | {"int/values:unique": judged(passed=False)}
    plan = make_plan(replace(base, records=Records(base.records.loaded, failed)))
    assert plan.assets["int/values"] == "its check unique stands failed"
    assert "mart/revenue" in plan.assets
    assert "shop/orders" not in plan.assets


def test_a_failing_check_that_only_informs_plans_nothing() -> None:
    base = situation()
    warned = base.records.judged | {"mart/revenue:sum": judged(passed=False)}
    assert make_plan(replace(base, records=Records(base.records.loaded, warned))).empty


def test_a_new_or_changed_check_runs_without_rebuilding_its_asset() -> None:
    base = situation()
    records = {"int/values:unique": judged(fingerprint="before")}
    plan = make_plan(replace(base, records=Records(base.records.loaded, records)))
    assert plan.assets == {}
    assert plan.checks == {
        "int/values:unique": "the check changed",
        "mart/revenue:sum": "never run",
    }


def two_of_a_step(**changes: Any) -> Situation:
    """News of one of two tables that a step makes together."""
    pair = ("shop/orders", "shop/products")
    assets = dict(GRAPH.assets)
    assets["shop/orders"] = replace(assets["shop/orders"], together=pair)
    assets["shop/products"] = asset("shop/products", location="ingestion")
    assets["shop/products"] = replace(assets["shop/products"], together=pair)
    assets["mart/products"] = asset("mart/products", "shop/products")
    base = situation(probed={"shop/orders": Probed(token="t2")}, graph=Graph(assets, GRAPH.checks))
    for key in ("shop/products", "mart/products"):
        base = with_record(base, key, loaded(50))
    return replace(base, tables=frozenset(assets), **changes)


def test_a_step_of_which_one_source_is_silent_is_planned_as_a_whole() -> None:
    """It makes both, whoever answered; left out, the search for its tables found no end."""
    plan = make_plan(two_of_a_step(silent=frozenset({"shop/products"})))
    assert plan.assets["shop/orders"] == "new at its source"
    assert plan.assets["shop/products"] == "made in one step with shop/orders"


def test_what_a_step_makes_besides_is_planned_with_its_consumers() -> None:
    plan = make_plan(two_of_a_step())
    assert plan.assets["shop/products"] == "made in one step with shop/orders"
    assert plan.assets["mart/products"] == "downstream of shop/products"


def test_a_selection_runs_what_it_names_and_nothing_else() -> None:
    plan = make_plan(situation(), within=select(GRAPH, ["mart/health"]))
    assert plan.assets == {"mart/health": "selected"}


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        (["revenue"], {"mart/revenue"}),
        (["features/rfm+"], {"features/rfm", "mart/health", "dashboards/health"}),
        (["+int/values"], {"shop/orders", "pos/lines", "int/values"}),
        (["tag:daily"], {"int/values"}),
        (["owner:ingestion"], {"shop/orders"}),
        (["group:customer", "location:ml_features"], {"mart/health", "features/rfm"}),
        (["mart/*"], {"mart/health", "mart/revenue"}),
    ],
)
def test_words_of_a_selection(words: list[str], keys: set[str]) -> None:
    assert select(GRAPH, words) == keys


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("revenu", "did you mean revenue"),
        ("health", "name of several assets: dashboards/health, mart/health"),
        ("colour:red", "is no way to select"),
        ("tag:none", "matches nothing"),
    ],
)
def test_a_selection_that_matches_nothing_is_an_error(word: str, message: str) -> None:
    with pytest.raises(WeirError, match=message):
        select(GRAPH, [word])


def test_a_check_that_time_alone_changes_is_run_again_when_its_answer_is_old() -> None:
    """A source that loads nothing would never be found stale: its check runs with its loads."""
    check = Check("shop/orders", "source_freshness", "transformation", blocking=False, every=900.0)
    graph = Graph(GRAPH.assets, {**GRAPH.checks, check.id: check})
    base = situation(graph=graph)
    judged_at = replace(judged(), fingerprint=None, at=1000.0)
    records = Records(base.records.loaded, {**base.records.judged, check.id: judged_at})
    assert make_plan(replace(base, records=records, now=1899.0)).empty
    plan = make_plan(replace(base, records=records, now=1900.0))
    assert plan.assets == {}
    assert plan.checks == {check.id: "time may have changed it"}
