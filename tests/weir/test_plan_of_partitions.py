"""Which partitions a plan holds: no more than are due, and none left behind."""

from dataclasses import replace
from typing import Any

import pytest
from tests.weir.planned import (
    GRAPH,
    asset,
    judged,
    loaded,
    situation,
    with_record,
)

from weir.errors import WeirError
from weir.graph.model import Check, Graph, Probe
from weir.graph.partitions import Partitions
from weir.plan.make import Situation, make_plan
from weir.plan.partitions import all_partitions_needed, partitions_of
from weir.plan.probe import Probed
from weir.records import Records
from weir.run.batch import batches


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
