"""The plan: nothing that is due is left out, nothing that is not due is done."""

from dataclasses import replace
from typing import Any

import pytest

from weir.errors import WeirError
from weir.graph.model import Asset, Check, Graph, Probe
from weir.graph.partitions import Partitions
from weir.plan.make import Situation, make_plan
from weir.plan.partitions import all_partitions_needed, partitions_of
from weir.plan.probe import Probed
from weir.plan.select import select
from weir.records import Judged, Loaded, Records
from weir.run.batch import batches


def asset(key: str, *deps: str, location: str = "transformation", **more: Any) -> Asset:
    return Asset(
        key, location, executable=True, deps=deps, together=(key,), fingerprint="f", **more
    )


ASSETS = [
    asset("shop/orders", location="ingestion", probe=Probe("p:q"), owners=("team:ingestion",)),
    asset(
        "pos/lines",
        location="ingestion",
        probe=Probe("p:days"),
        partitions=Partitions("daily", "2017-01-01"),
    ),
    asset("int/values", "shop/orders", "pos/lines", tags=("daily",)),
    asset("features/rfm", "int/values", location="ml_features"),
    asset("mart/health", "features/rfm", group="customer"),
    asset("mart/revenue", "int/values"),
    Asset("looker/explore", "serving", executable=False, deps=("mart/health",)),
    asset("dashboards/health", "looker/explore", location="serving"),
]
CHECKS = [
    Check("int/values", "unique", "transformation", blocking=True, fingerprint="c"),
    Check("mart/revenue", "sum", "transformation", blocking=False, fingerprint="c"),
]
GRAPH = Graph({a.key: a for a in ASSETS}, {c.id: c for c in CHECKS})
EXECUTABLE = [a.key for a in ASSETS if a.executable]


def loaded(number: int, **facts: Any) -> Loaded:
    base = {"dagster/table_name": "t", "weir/warehouse": "w", "dagster/row_count": 1}
    return Loaded(number, float(number), "run", "f", base | facts)


def judged(**changes: Any) -> Judged:
    base = Judged(
        passed=True, severe=True, at=0, run_id="r", fingerprint="c", facts={}, description=""
    )
    return replace(base, **changes)


def situation(**changes: Any) -> Situation:
    """Everything loaded in order, all checks passed, nothing new anywhere."""
    facts = {"shop/orders": {"weir/probe": "t1"}}
    records = {key: loaded(number, **facts.get(key, {})) for number, key in enumerate(GRAPH.order)}
    records.pop("looker/explore")
    base = Situation(
        graph=GRAPH,
        records=Records(records, {c.id: judged() for c in CHECKS}),
        tables=frozenset(EXECUTABLE),
        warehouse="w",
        probed={"shop/orders": Probed(token="t1"), "pos/lines": Probed(partitions=())},
    )
    return replace(base, **changes)


def with_record(base: Situation, key: str, record: Loaded | None) -> Situation:
    records = dict(base.records.loaded)
    if record is None:
        records.pop(key)
    else:
        records[key] = record
    return replace(base, records=Records(records, base.records.judged))


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


def test_a_model_of_the_days_of_a_silent_source_is_left_as_it_is() -> None:
    """Which days there are nobody knows: it would be made of none, with a green light."""
    base = behind_the_days(silent=frozenset({"pos/lines"}))
    plan = make_plan(with_record(base, "int/by_day", replace(loaded(1), fingerprint="before")))
    assert "int/by_day" not in plan.assets


def test_only_the_days_with_news_are_requested() -> None:
    probed = {"shop/orders": Probed(token="t1"), "pos/lines": Probed(partitions=("2017-12-01",))}
    plan = make_plan(situation(probed=probed))
    assert plan.assets["pos/lines"] == "new at its source: 1 partition"
    assert plan.partitions == {"pos/lines": ["2017-12-01"]}


def test_a_partitioned_table_whose_code_changed_is_due_with_all_its_days() -> None:
    base = with_record(situation(), "pos/lines", replace(loaded(1), fingerprint="before"))
    plan = make_plan(base)
    assert plan.assets["pos/lines"] == "its code changed"
    assert all_partitions_needed(GRAPH, plan) == {"pos/lines"}
    days = ("2017-01-01", "2017-01-02")
    probed = {**base.probed, "pos/lines": Probed(partitions=days)}
    plan = make_plan(replace(base, probed=probed))
    assert plan.partitions == {"pos/lines": list(days)}
    assert all_partitions_needed(GRAPH, make_plan(situation(probed=probed))) == set()


def behind_the_days(**changes: Any) -> Situation:
    """A model with the days of the loader that it reads, all up to date."""
    days = Partitions("daily", "2017-01-01")
    model = asset("int/by_day", "pos/lines", partitions=days)
    graph = Graph(GRAPH.assets | {model.key: model}, GRAPH.checks)
    base = situation()
    records = base.records.loaded | {model.key: loaded(100)}
    tables = base.tables | {model.key}
    whole = replace(base, graph=graph, tables=tables, records=Records(records, base.records.judged))
    return replace(whole, **changes)


def test_a_model_that_was_edited_does_not_load_its_source_again() -> None:
    """For each edit, an API would be read from its first day on."""
    base = behind_the_days(every={"pos/lines": Probed(partitions=("2017-03-01", "2017-03-02"))})
    changed = with_record(base, "int/by_day", replace(loaded(100), fingerprint="before"))
    graph, plan = changed.graph, make_plan(changed)
    assert plan.assets == {"int/by_day": "its code changed"}
    assert plan.partitions == {"int/by_day": ["2017-03-01", "2017-03-02"]}
    news = {**base.probed, "pos/lines": Probed(partitions=("2017-03-02",))}
    plan = make_plan(replace(changed, probed=news))
    assert plan.assets["pos/lines"] == "new at its source: 1 partition"
    assert plan.partitions == {
        "pos/lines": ["2017-03-02"],
        "int/by_day": ["2017-03-01", "2017-03-02"],
    }
    made = {b.partitions: {*b.assets} & {"pos/lines", "int/by_day"} for b in batches(graph, plan)}
    assert made == {
        ("2017-03-02", "2017-03-02"): {"pos/lines"},
        ("2017-03-01", "2017-03-02"): {"int/by_day"},
    }


@pytest.mark.parametrize("dimension", ["dim/a", "dim/z"])
def test_beside_news_of_days_a_dimension_that_changed_does_not_make_all_of_them(
    dimension: str,
) -> None:
    """Nor do the names of the two decide: one is before the other in the alphabet."""
    base = behind_the_days()
    model = replace(base.graph.assets["int/by_day"], deps=("pos/lines", dimension))
    plain = asset(dimension, probe=Probe("p:q"))
    graph = Graph(base.graph.assets | {dimension: plain, model.key: model}, base.graph.checks)
    records = base.records.loaded | {dimension: loaded(99, **{"weir/probe": "t1"})}
    news = {dimension: Probed(token="t2"), "pos/lines": Probed(partitions=("2017-03-02",))}
    both = replace(
        base,
        graph=graph,
        tables=base.tables | {dimension},
        records=Records(records, base.records.judged),
        probed={**base.probed, **news},
        every={"pos/lines": Probed(partitions=("2017-03-01", "2017-03-02"))},
    )
    assert make_plan(both).partitions["int/by_day"] == ["2017-03-02"]
    assert all_partitions_needed(graph, make_plan(both)) == set()
    alone = replace(both, probed={**both.probed, "pos/lines": Probed(partitions=())})
    assert make_plan(alone).partitions["int/by_day"] == ["2017-03-01", "2017-03-02"]
    assert all_partitions_needed(graph, make_plan(alone)) == {"pos/lines"}


def test_what_reads_a_model_that_looks_back_is_made_as_far_back() -> None:
    base = behind_the_days()
    looks = Partitions("daily", "2017-01-01", lookback=2)
    model = replace(base.graph.assets["int/by_day"], partitions=looks)
    reader = asset("mart/by_day", "int/by_day", partitions=Partitions("daily", "2017-01-01"))
    graph = Graph(base.graph.assets | {m.key: m for m in (model, reader)}, base.graph.checks)
    asked = {"pos/lines": Probed(partitions=("2017-03-05",))}
    assert partitions_of(graph, "int/by_day", asked) == ["2017-03-05"]
    assert partitions_of(graph, "mart/by_day", asked) == [f"2017-03-0{n}" for n in (3, 4, 5)]


def test_a_partitioned_model_is_made_for_the_days_that_its_source_has_news_of() -> None:
    probed = {**situation().probed, "pos/lines": Probed(partitions=("2017-03-01", "2017-03-02"))}
    base = behind_the_days(probed=probed)
    plan = make_plan(base)
    assert plan.partitions["int/by_day"] == ["2017-03-01", "2017-03-02"]
    assert all_partitions_needed(base.graph, plan) == set()


def test_a_partitioned_model_whose_code_changed_is_due_with_all_its_sources_days() -> None:
    base = behind_the_days()
    changed = replace(loaded(100), fingerprint="another")
    plan = make_plan(with_record(base, "int/by_day", changed))
    assert plan.assets["int/by_day"] == "its code changed"
    assert all_partitions_needed(base.graph, plan) == {"pos/lines"}
    every = Probed(partitions=("2017-01-01", "2017-01-02"))
    again = replace(
        with_record(base, "int/by_day", changed), probed={**base.probed, "pos/lines": every}
    )
    assert make_plan(again).partitions["int/by_day"] == ["2017-01-01", "2017-01-02"]


def test_a_partitioned_model_without_an_end_or_a_source_is_an_error_not_a_silence() -> None:
    lonely = asset("int/lonely", "shop/orders", partitions=Partitions("daily", "2017-01-01"))
    base = situation()
    graph = Graph(GRAPH.assets | {lonely.key: lonely}, GRAPH.checks)
    with pytest.raises(WeirError, match="nothing says which partitions there are"):
        make_plan(replace(base, graph=graph))
    bounded = replace(lonely, partitions=Partitions("daily", "2017-01-01", "2017-01-03"))
    graph = Graph(GRAPH.assets | {lonely.key: bounded}, GRAPH.checks)
    plan = make_plan(replace(base, graph=graph))
    assert plan.partitions["int/lonely"] == ["2017-01-01", "2017-01-02"]


def test_a_failed_check_of_a_partitioned_table_without_news_runs_alone() -> None:
    check = Check("pos/lines", "complete", "ingestion", blocking=True, fingerprint="c")
    graph = Graph(GRAPH.assets, {**GRAPH.checks, check.id: check})
    base = situation(graph=graph)
    failed = base.records.judged | {check.id: judged(passed=False)}
    plan = make_plan(replace(base, records=Records(base.records.loaded, failed)))
    assert plan.assets == {}
    assert plan.checks == {check.id: "it stands failed"}


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


def test_what_a_step_makes_besides_is_planned_with_its_consumers() -> None:
    pair = ("shop/orders", "shop/products")
    assets = dict(GRAPH.assets)
    assets["shop/orders"] = replace(assets["shop/orders"], together=pair)
    assets["shop/products"] = asset("shop/products", location="ingestion")
    assets["shop/products"] = replace(assets["shop/products"], together=pair)
    assets["mart/products"] = asset("mart/products", "shop/products")
    base = situation(probed={"shop/orders": Probed(token="t2")}, graph=Graph(assets, GRAPH.checks))
    for key in ("shop/products", "mart/products"):
        base = with_record(base, key, loaded(50))
    base = replace(base, tables=frozenset(assets))
    plan = make_plan(base)
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


def test_partitions_that_an_earlier_run_left_behind_are_made_beside_the_news() -> None:
    """A source that was loaded alone, or a range that failed, is no news and must not be lost."""
    probed = {**situation().probed, "pos/lines": Probed(partitions=("2017-03-02",))}
    base = behind_the_days(probed=probed, behind={"int/by_day": ["2017-03-01"]})
    plan = make_plan(base)
    assert plan.partitions["int/by_day"] == ["2017-03-01", "2017-03-02"]
    alone = make_plan(behind_the_days(behind={"int/by_day": ["2017-03-01"]}))
    assert alone.assets["int/by_day"] == "1 partition older than what they are made of"
    assert alone.partitions["int/by_day"] == ["2017-03-01"]
    assert all_partitions_needed(base.graph, alone) == set()
