"""What happens at two sources at once is one chain, though their sensors see it in turn."""

from typing import Any

from weir.automation.decide import Decision, decide
from weir.automation.memory import Memory
from weir.automation.moment import Made, Moment
from weir.automation.policy import Policy
from weir.automation.unlooked import LONGEST
from weir.graph.model import Asset, Graph

NOW = 1_000_000.0
FOLLOW = Policy("on_upstream_change").document()


def node(key: str, location: str, *deps: str, automation: Any = FOLLOW, **more: Any) -> Asset:
    return Asset(key, location, executable=True, deps=deps, automation=automation, **more)


def source(key: str) -> Asset:
    return node(key, "load", automation=None, sensor=f"source_{key}")


ASSETS = [
    source("ads"),
    source("rates"),
    source("elsewhere"),
    node("spend", "transform", "ads"),
    node("dollars", "transform", "spend", "rates"),
    node("page", "serve", "dollars"),
]
GRAPH = Graph({a.key: a for a in ASSETS}, {})
STATE = {
    key: Made(number, NOW - 1000, "old")
    for number, key in enumerate(["ads", "rates", "elsewhere", "spend", "dollars", "page"], 1)
}
LOADED = NOW - 3
LOADS = {**STATE, "ads": Made(10, LOADED, "load")}


def ask(
    location: str, looked: dict[str, float], memory: Memory | None = None, **more: Any
) -> Decision:
    here = [k for k, a in GRAPH.assets.items() if a.location == location and a.automation]
    moment = Moment(**{"now": NOW, "made": LOADS, "looked": looked, **more})
    return decide(GRAPH, moment, memory or Memory(), here)


def test_a_chain_does_not_begin_before_its_other_source_was_looked_at() -> None:
    """Dollars would be made of the new ads and the old rates, and once more of the new ones."""
    found = ask("transform", {"ads": LOADED + 1, "rates": LOADED - 1})
    assert found.assets == {}
    assert found.waiting["spend"] == "waits for the source of rates: it may have news, too"
    assert ask("serve", {"ads": LOADED + 1, "rates": LOADED - 1}).assets == {}


def test_a_chain_begins_when_all_its_sources_were_looked_at() -> None:
    found = ask("transform", {"ads": LOADED + 1, "rates": LOADED + 1})
    assert found.assets.keys() == {"spend", "dollars"}


def test_a_source_that_nobody_watches_or_the_chain_does_not_read_is_not_waited_for() -> None:
    """A sensor that is off has no last look; `elsewhere` feeds nothing here."""
    found = ask("transform", {"ads": LOADED + 1, "elsewhere": LOADED - 1})
    assert found.assets.keys() == {"spend", "dollars"}


def test_a_source_that_is_being_loaded_is_waited_for() -> None:
    """Else the models of seven sources are made in seven runs."""
    looked = {"ads": LOADED + 1, "rates": LOADED + 1}
    found = ask("transform", looked, running=frozenset({"rates"}))
    assert found.assets == {}
    assert found.waiting["spend"] == "waits for the source of rates: it may have news, too"


def test_a_load_that_has_not_been_judged_is_waited_for_as_well() -> None:
    """Its own reader waits for the check; another's, a second earlier, was a dbt run of its own."""
    looked = {"ads": LOADED + 1, "rates": LOADED + 1}
    made = {**LOADS, "rates": Made(11, LOADED + 1, "load of rates")}
    found = ask("transform", looked, made=made, open_runs=frozenset({"load of rates"}))
    assert found.assets == {}
    assert found.waiting["spend"] == "waits for the source of rates: it may have news, too"
    assert ask("transform", looked, made=made).assets.keys() == {"spend", "dollars"}


def test_a_load_that_takes_long_holds_up_what_hangs_on_it_alone() -> None:
    found = ask("transform", {"rates": LOADED + 1}, running=frozenset({"rates"}), now=LOADED + 61)
    assert found.assets.keys() == {"spend"}
    assert found.waiting["dollars"] == "waits for rates: a run is to make it"


def test_a_clock_that_steps_back_holds_up_nobody() -> None:
    found = ask("transform", {"rates": LOADED - 1}, now=LOADED - 3600)
    assert found.assets.keys() == {"spend", "dollars"}


def test_the_wait_ends_though_nobody_looks() -> None:
    found = ask("transform", {"rates": LOADED - 1}, now=LOADED + LONGEST + 1)
    assert found.assets.keys() == {"spend", "dollars"}


def test_the_wait_ends_though_loads_come_faster_than_looks() -> None:
    """Else each load would begin a new wait, and the chain would never."""
    memory = Memory()
    for after in range(0, int(LONGEST), 5):
        made = {**STATE, "ads": Made(10 + after, NOW + after, "load")}
        assert ask("transform", {"rates": NOW - 1}, memory, now=NOW + after, made=made).assets == {}
    made = {**STATE, "ads": Made(99, NOW + LONGEST, "load")}
    found = ask("transform", {"rates": NOW - 1}, memory, now=NOW + LONGEST, made=made)
    assert found.assets.keys() == {"spend", "dollars"}


def test_an_old_load_that_is_not_followed_does_not_end_the_wait_for_a_new_one() -> None:
    """For example what a closed gate holds back since yesterday."""
    made = {**LOADS, "rates": Made(9, NOW - 9000, "old")}
    found = ask("transform", {"ads": LOADED + 1, "rates": LOADED - 1}, made=made)
    assert found.assets == {}


def test_a_chain_that_goes_on_waits_for_no_look() -> None:
    """Further up all is as it was: what is due follows a model, not a load."""
    made = {**LOADS, "spend": Made(11, NOW - 1, "run")}
    found = ask("transform", {"ads": LOADED - 1, "rates": LOADED - 1}, made=made)
    assert found.assets.keys() == {"dollars"}


def test_what_becomes_due_behind_a_queued_run_is_one_run_and_not_one_each() -> None:
    """With the queue full, each load had its readers queued alone: seven dbt runs, not one."""
    assert ask("transform", {}).assets.keys() == {"spend", "dollars"}
    queued = frozenset({"dollars"})
    made = {**LOADS, "elsewhere": Made(11, LOADED, "another load")}
    found = ask("transform", {}, made=made, running=queued, queued=queued)
    assert found.assets == {}
    assert found.waiting["spend"] == "waits for the run of dollars, which is queued"
    begun = ask("transform", {}, made=made, running=queued)
    assert begun.assets.keys() == {"spend"}
    elsewhere = ask("transform", {}, made=made, queued=frozenset({"page"}))
    assert elsewhere.assets.keys() == {"spend", "dollars"}, "another location's queue"


def test_a_run_that_stays_queued_holds_nothing_up_for_ever() -> None:
    memory, queued = Memory(), frozenset({"dollars"})
    assert ask("transform", {}, memory, running=queued, queued=queued).assets == {}
    later = {"running": queued, "queued": queued, "now": NOW + 901}
    assert ask("transform", {}, memory, **later).assets.keys() == {"spend"}
