"""What one location asks for while others are at work: decided on data, without Dagster."""

from typing import Any

from weir.automation.decide import Decision, decide
from weir.automation.memory import Memory
from weir.automation.moment import Attempt, Made, Moment, Verdict
from weir.automation.policy import Policy
from weir.graph.model import Asset, Check, Graph

NOW = 1_000_000.0
FOLLOW = Policy("on_upstream_change").document()


def node(key: str, location: str, *deps: str, automation: Any = FOLLOW, **more: Any) -> Asset:
    return Asset(key, location, executable=True, deps=deps, automation=automation, **more)


ASSETS = [
    node("shop", "load", automation=None),
    node("orders", "transform", "shop"),
    node("daily", "transform", "orders"),
    node("feature", "ml", "daily"),
    node("mart", "transform", "orders", "feature"),
    node("page", "serve", "daily", "mart"),
]
GRAPH = Graph({a.key: a for a in ASSETS}, {})


def made(**numbers: int) -> dict[str, Made]:
    return {key: Made(number, NOW - 100, f"run{number}") for key, number in numbers.items()}


def ask(
    location: str,
    moment: Moment,
    graph: Graph = GRAPH,
    memory: Memory | None = None,
    *,
    checks: tuple[str, ...] = (),
    reads: dict[str, list[str]] | None = None,
) -> Decision:
    here = [k for k, a in graph.assets.items() if a.location == location and a.automation]
    return decide(graph, moment, memory or Memory(), here, checks, reads=reads)


def test_what_another_location_is_about_to_make_is_waited_for() -> None:
    moment = Moment(NOW, made(shop=10, orders=1, daily=2, feature=3, mart=4, page=5))
    found = ask("transform", moment)
    assert found.assets.keys() == {"orders", "daily"}
    assert found.waiting["mart"].startswith("waits for feature: downstream of daily")
    assert ask("ml", moment).assets == {}
    assert ask("serve", moment).assets == {}


def test_each_asset_is_made_once_for_one_event() -> None:
    """The locations ask in turn, and every run ends before the next look."""
    state = made(shop=10, orders=1, daily=2, feature=3, mart=4, page=5)
    asked: list[str] = []
    for _ in range(6):
        for location in ("serve", "ml", "transform"):
            found = ask(location, Moment(NOW, state))
            for key in found.assets:
                asked.append(key)
                state = {**state, key: Made(10 + len(asked), NOW, "run")}
    assert sorted(asked) == ["daily", "feature", "mart", "orders", "page"]


def test_a_run_at_work_upstream_is_waited_for() -> None:
    moment = Moment(
        NOW, made(shop=1, orders=2, daily=3, feature=9, mart=5, page=8), running=frozenset({"shop"})
    )
    assert ask("transform", moment).assets == {}
    assert ask("transform", moment).waiting["mart"].startswith("waits for orders")


def test_the_wait_ends_though_what_is_waited_for_never_comes() -> None:
    memory = Memory()
    state = made(shop=1, orders=2, daily=3, feature=9, mart=5, page=8)
    for after in (0, 300, 600, 899):
        moment = Moment(NOW + after, state, running=frozenset({"shop"}))
        assert ask("transform", moment, memory=memory).assets == {}
    moment = Moment(NOW + 901, state, running=frozenset({"shop"}))
    assert ask("transform", moment, memory=memory).assets == {"mart": "feature was loaded after it"}


def test_an_asset_whose_run_failed_elsewhere_is_not_waited_for() -> None:
    state = made(shop=1, orders=9, daily=10, feature=3, mart=4, page=5)
    failed = {"feature": Attempt(20, "run", NOW)}
    assert ask("transform", Moment(NOW, state, attempts=failed)).assets.keys() == {"mart"}


def blocked(*names: str, location: str = "transform") -> Graph:
    checks = [Check(name, "unique", location, blocking=True) for name in names]
    return Graph(GRAPH.assets, {c.id: c for c in checks})


def test_a_failed_check_holds_back_what_hangs_on_it_however_far_and_says_why() -> None:
    graph = blocked("orders")
    state = made(shop=1, orders=2, daily=9, feature=3, mart=1, page=5)
    judged = {"orders:unique": Verdict(passed=False, severe=True, of=2, fingerprint=None, at=0.0)}
    for location, key in (("ml", "feature"), ("transform", "mart"), ("serve", "page")):
        found = ask(location, Moment(NOW, state, judged), graph)
        assert found.assets == {}
        assert found.waiting[key].startswith("held back: check unique of orders failed")


def test_a_failed_check_that_only_warns_holds_nobody_back() -> None:
    state = made(shop=1, orders=2, daily=9, feature=3, mart=4, page=5)
    judged = {"orders:unique": Verdict(passed=False, severe=False, of=2, fingerprint=None, at=0.0)}
    assert ask("ml", Moment(NOW, state, judged), blocked("orders")).assets.keys() == {"feature"}


def test_siblings_of_what_is_held_back_go_on() -> None:
    graph = blocked("feature", location="ml")
    state = made(shop=10, orders=1, daily=2, feature=3, mart=4, page=5)
    judged = {"feature:unique": Verdict(passed=False, severe=True, of=3, fingerprint=None, at=0.0)}
    found = ask("transform", Moment(NOW, state, judged), graph)
    assert found.assets.keys() == {"orders", "daily"}


def test_the_chain_goes_on_when_the_check_passes_without_a_load() -> None:
    graph = blocked("orders")
    state = made(shop=1, orders=9, daily=3, feature=4, mart=5, page=6)
    bad = {"orders:unique": Verdict(passed=False, severe=True, of=9, fingerprint=None, at=0.0)}
    good = {"orders:unique": Verdict(passed=True, severe=True, of=9, fingerprint=None, at=0.0)}
    assert ask("transform", Moment(NOW, state, bad), graph).assets == {}
    assert ask("transform", Moment(NOW, state, good), graph).assets.keys() == {"daily"}


def test_an_asset_made_anew_is_followed_though_its_check_had_failed_before() -> None:
    graph = blocked("orders")
    state = made(shop=10, orders=2, daily=3, feature=4, mart=5, page=6)
    bad = {"orders:unique": Verdict(passed=False, severe=True, of=2, fingerprint=None, at=0.0)}
    assert ask("transform", Moment(NOW, state, bad), graph).assets.keys() == {"orders", "daily"}


def test_a_load_that_its_check_has_not_judged_is_not_passed_on() -> None:
    """The load's run is at work: the rows are there, and the verdict is to come."""
    graph = blocked("shop", location="load")
    state = {**made(orders=1, daily=2, feature=3, mart=4, page=5), "shop": Made(10, NOW, "open")}
    old = {"shop:unique": Verdict(passed=True, severe=True, of=7, fingerprint=None, at=0.0)}
    moment = Moment(NOW, state, old, open_runs=frozenset({"open"}))
    found = ask("transform", moment, graph)
    assert found.assets == {}
    assert found.waiting["orders"] == "waits for check unique of shop"


def test_a_test_of_a_source_runs_with_the_models_that_read_it() -> None:
    graph = blocked("shop", location="transform")
    state = made(shop=10, orders=1, daily=2, feature=3, mart=4, page=5)
    old = {"shop:unique": Verdict(passed=True, severe=True, of=7, fingerprint=None, at=0.0)}
    found = ask("transform", Moment(NOW, state, old), graph, checks=("shop:unique",))
    assert found.checks == {"shop:unique": "its asset was made after it"}
    assert found.assets.keys() == {"orders", "daily"}


def test_what_reads_a_source_elsewhere_waits_for_its_test() -> None:
    reader = node("raw_feature", "ml", "shop")
    graph = Graph({**GRAPH.assets, reader.key: reader}, blocked("shop").checks)
    state = made(shop=10, orders=11, daily=12, feature=13, mart=14, page=15, raw_feature=1)
    old = {"shop:unique": Verdict(passed=True, severe=True, of=7, fingerprint=None, at=0.0)}
    found = ask("ml", Moment(NOW, state, old), graph)
    assert found.waiting == {"raw_feature": "waits for check unique of shop"}


def test_a_check_that_never_ran_is_asked_for_once_and_not_at_every_look() -> None:
    graph = blocked("orders")
    state = made(shop=1, orders=2, daily=3, feature=4, mart=5, page=6)
    memory = Memory()
    moments = [Moment(NOW + 5 * n, state) for n in range(10)]
    asked = [
        bool(ask("transform", moment, graph, memory, checks=("orders:unique",)).checks)
        for moment in moments
    ]
    assert asked == [True] + [False] * 9


def test_a_model_asked_for_brings_its_checks() -> None:
    graph = blocked("orders", "daily")
    state = made(shop=10, orders=2, daily=3, feature=4, mart=5, page=6)
    found = ask("transform", Moment(NOW, state), graph, checks=("orders:unique", "daily:unique"))
    assert found.checks == {"orders:unique": "with its asset", "daily:unique": "with its asset"}


def test_what_is_made_by_a_clock_or_by_hand_is_not_waited_for() -> None:
    by_hand = node("daily", "transform", "orders", automation=None)
    graph = Graph({**GRAPH.assets, "daily": by_hand}, {})
    state = made(shop=1, orders=9, daily=3, feature=4, mart=5, page=6)
    assert ask("transform", Moment(NOW, state), graph).assets.keys() == {"mart"}


def test_what_only_describes_is_passed_through() -> None:
    explore = Asset("explore", "serve", executable=False, deps=("mart",))
    page = node("page", "serve", "explore")
    graph = Graph({**GRAPH.assets, "explore": explore, "page": page}, {})
    state = made(shop=1, orders=2, daily=3, feature=4, mart=9, page=5)
    assert ask("serve", Moment(NOW, state), graph).assets == {"page": "mart was loaded after it"}


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
