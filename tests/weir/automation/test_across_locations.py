"""What one location asks for while others are at work: decided on data, without Dagster."""

from tests.weir.automation.graphs import GRAPH, NOW, ask, blocked, made, node

from weir.automation.memory import Memory
from weir.automation.moment import Attempt, Made, Moment, Verdict
from weir.graph.model import Asset, Graph


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
