"""Tests that compare tables: new beside old they fail, without anybody's fault."""

from typing import Any

import pytest
from tests.weir.automation.graphs import GRAPH, NOW, ask, blocked, made, node

from weir.automation.decide import Decision, decide
from weir.automation.memory import Memory
from weir.automation.moment import Moment, Verdict
from weir.automation.policy import Policy
from weir.graph.model import Asset, Check, Graph


def test_a_test_of_two_tables_waits_until_both_are_new() -> None:
    """In between it would compare the new with the old, and fail."""
    graph = blocked("daily")
    reads = {"daily:unique": ["mart"]}
    state = made(shop=10, orders=1, daily=2, feature=3, mart=4, page=5)
    here = ["orders", "daily", "mart"]
    first = decide(graph, Moment(NOW, state), Memory(), here, ["daily:unique"], reads=reads)
    assert first.assets.keys() == {"orders", "daily"}
    assert first.checks == {}
    state = made(shop=10, orders=11, daily=12, feature=13, mart=4, page=5)
    second = decide(graph, Moment(NOW, state), Memory(), here, ["daily:unique"], reads=reads)
    assert second.assets.keys() == {"mart"}
    assert second.checks.keys() == {"daily:unique"}


def test_a_test_of_a_table_that_is_still_to_be_made_waits_for_it() -> None:
    """It would compare last week's mart with this week's orders: an alarm that heals itself."""
    graph = blocked("mart")
    reads = {"mart:unique": ["orders"]}
    old = {"mart:unique": Verdict(passed=True, severe=True, of=4, fingerprint=None, at=0.0)}
    state = made(shop=10, orders=11, daily=12, feature=3, mart=4, page=5)
    found = ask("transform", Moment(NOW, state, old), graph, checks=("mart:unique",), reads=reads)
    assert found.waiting["mart"].startswith("waits for feature")
    assert found.checks == {}


def test_a_test_whose_table_is_held_back_is_not_asked_for_when_another_is_new() -> None:
    """It would compare what is held back with what went on: an alarm about nothing."""
    checks = blocked("feature", location="ml").checks | blocked("mart", "page").checks
    graph = Graph(GRAPH.assets, checks)
    reads = {"mart:unique": ["daily"]}
    judged = {
        "feature:unique": Verdict(passed=False, severe=True, of=8, fingerprint=None, at=NOW),
        "mart:unique": Verdict(passed=True, severe=True, of=5, fingerprint=None, at=NOW - 200),
        "page:unique": Verdict(passed=True, severe=True, of=9, fingerprint=None, at=NOW - 200),
    }
    state = made(shop=1, orders=6, daily=7, feature=8, mart=5, page=9)
    here = ["orders", "daily", "mart"]
    moment = Moment(NOW, state, judged)
    found = decide(graph, moment, Memory(), here, ["mart:unique"], reads=reads)
    assert found.waiting["mart"].startswith("held back")
    assert found.checks == {}
    page = decide(
        graph, moment, Memory(), ["page"], ["page:unique"], reads={"page:unique": ["daily"]}
    )
    assert page.checks == {}, "nor one further down, whose table is not even due"


def test_a_test_is_not_asked_for_with_one_of_its_tables_while_the_other_is_held_back() -> None:
    """The held one would be compared with the new one: its owner got an alert for nothing."""
    checks = blocked("feature", location="ml").checks | blocked("mart").checks
    graph = Graph(GRAPH.assets, checks)
    judged = {
        "feature:unique": Verdict(passed=False, severe=True, of=8, fingerprint=None, at=NOW),
        "mart:unique": Verdict(passed=True, severe=True, of=9, fingerprint=None, at=NOW - 200),
    }
    state = made(shop=20, orders=21, daily=7, feature=8, mart=9, page=10)
    reads = {"mart:unique": ["daily"]}
    moment = Moment(NOW, state, judged)
    found = ask("transform", moment, graph, checks=("mart:unique",), reads=reads)
    assert found.assets.keys() == {"daily"}
    assert found.waiting["mart"].startswith("held back")
    assert found.checks == {}


def test_a_test_is_not_asked_for_with_one_of_its_tables_while_the_other_cools_down() -> None:
    slow = Policy("on_upstream_change", cooldown=300.0).document()
    assets = GRAPH.assets | {"mart": node("mart", "transform", "orders", automation=slow)}
    graph = Graph(assets, blocked("mart").checks)
    state = made(shop=20, orders=21, daily=7, mart=9)
    here, reads = ["orders", "daily", "mart"], {"mart:unique": ["daily"]}
    verdict = Verdict(passed=True, severe=True, of=9, fingerprint=None, at=NOW - 200)
    judged = {"mart:unique": verdict}
    found = decide(graph, Moment(NOW, state, judged), Memory(), here, ["mart:unique"], reads=reads)
    assert found.assets.keys() == {"daily"}
    assert found.waiting["mart"].startswith("cooling down")
    assert found.checks == {}
    later = Moment(NOW + 300, state | made(daily=22), judged)
    found = decide(graph, later, Memory(), here, ["mart:unique"], reads=reads)
    assert found.assets.keys() == {"mart"}
    assert found.checks.keys() == {"mart:unique"}


def test_a_test_is_asked_for_though_it_holds_back_one_of_its_own_tables() -> None:
    """Else what mends its own table would never be judged."""
    graph = blocked("daily")
    reads = {"daily:unique": ["mart"]}
    judged = {"daily:unique": Verdict(passed=False, severe=True, of=7, fingerprint=None, at=NOW)}
    state = made(shop=20, orders=21, daily=7, feature=8, mart=9, page=10)
    here = ["orders", "daily", "mart"]
    mended = Moment(NOW, state | made(daily=22), judged)
    found = decide(graph, mended, Memory(), here, ["daily:unique"], reads=reads)
    assert found.checks.keys() == {"daily:unique"}


CLOCK = Policy("on_cron", cron="0 6 * * *").document()


def with_a_test(table: str, *more: Asset) -> tuple[Graph, str]:
    """A source, its orders, more assets; and the name of a test of one of the tables."""
    assets = [
        node("shop", "load", automation=None),
        node("orders", "transform", "shop"),
        *more,
    ]
    check = Check(table, "adds_up", "transform", blocking=True)
    return Graph({a.key: a for a in assets}, {check.id: check}), check.id


def passed(of: int) -> Verdict:
    return Verdict(passed=True, severe=True, of=of, fingerprint=None, at=NOW - 90)


@pytest.mark.parametrize("policy", [None, CLOCK], ids=["schedule", "on_cron"])
@pytest.mark.parametrize("other", ["spend", "spend_by_day"])
def test_a_test_of_two_tables_waits_for_the_one_that_a_clock_makes(policy: Any, other: str) -> None:
    """New beside old it failed, closed the gate on good data and told two teams."""
    graph, name = with_a_test(
        "revenue",
        node("revenue", "transform", "orders"),
        node("spend", "transform", "orders", automation=policy),
        node("spend_by_day", "transform", "spend"),
    )
    asking = {"checks": (name,), "reads": {name: [other]}}
    state = made(shop=1, orders=2, revenue=3, spend=4, spend_by_day=5)
    judged = {name: passed(of=3)}
    assert ask("transform", Moment(NOW, state, judged=judged), graph, **asking) == Decision()

    loaded = Moment(NOW, {**state, **made(shop=10)}, judged=judged)
    found = ask("transform", loaded, graph, **asking)
    assert (set(found.assets), found.checks) == ({"orders", "revenue"}, {})

    made_anew = Moment(NOW, {**state, **made(shop=10, orders=11, revenue=12)}, judged=judged)
    assert ask("transform", made_anew, graph, **asking).checks == {}

    clocked = {**made_anew.made, **made(spend=13, spend_by_day=14)}
    found = ask("transform", Moment(NOW, clocked, judged=judged), graph, **asking)
    assert found.checks == {name: "its asset was made after it"}


def test_a_slow_model_that_a_mart_reads_beside_the_news_keeps_no_test_from_it() -> None:
    """A model is trained once a month; its mart is made with every order all the same."""
    graph, name = with_a_test(
        "customers",
        node("model", "ml", "orders", automation=CLOCK),
        node("customers", "transform", "orders", "model"),
    )
    state = made(shop=10, orders=11, model=4, customers=12)
    judged = {name: passed(of=5)}
    asking = {"checks": (name,), "reads": {name: ["orders"]}}
    found = ask("transform", Moment(NOW, state, judged=judged), graph, **asking)
    assert found.checks == {name: "its asset was made after it"}


def test_a_test_of_a_source_that_reads_a_model_of_it_does_not_hold_both_up() -> None:
    """The model waits for the source's verdict: asked for with it, or never."""
    graph, name = with_a_test("shop")
    judged = {name: passed(of=1)}
    moment = Moment(NOW, made(shop=10, orders=2), judged=judged)
    found = ask("transform", moment, graph, checks=(name,), reads={name: ["orders"]})
    assert (set(found.assets), set(found.checks)) == ({"orders"}, {name})
