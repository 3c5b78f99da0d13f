"""Late assets: neither loaded nor found unchanged in time, and because of whom."""

import datetime as dt
from typing import Any

import pytest

from weir.freshness import Freshness, State, freshness
from weir.graph.model import Asset, FreshnessPolicy, Graph
from weir.records import Loaded, Records

HOUR = 3600.0
SIX = FreshnessPolicy(fail=6 * HOUR, warn=4 * HOUR)
NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC).timestamp()


def asset(key: str, *deps: str, **more: Any) -> Asset:
    executable = not key.startswith("looker/")
    return Asset(key=key, location="x", executable=executable, deps=deps, **more)


def graph(*assets: Asset) -> Graph:
    return Graph({a.key: a for a in assets}, {})


def loaded(**hours_ago: float) -> Records:
    """Loads by key (`raw__orders`), the longest ago first in the log."""
    order = sorted(hours_ago, key=lambda k: -hours_ago[k])
    return Records(
        {
            k.replace("__", "/"): Loaded(
                number=n, at=NOW - hours_ago[k] * HOUR, run_id="r", fingerprint=None, facts={}
            )
            for n, k in enumerate(order)
        },
        {},
    )


def ago(found: Freshness) -> float | None:
    return None if found.good is None else round((NOW - found.good) / HOUR, 3)


CHAIN = graph(
    asset("raw/orders", freshness=SIX),
    asset("raw/spend"),
    asset("mart/m", "raw/orders", "raw/spend", freshness=SIX),
    asset("looker/explore", "mart/m"),
    asset("page/p", "looker/explore", freshness=SIX),
)


@pytest.mark.parametrize(
    ("hours", "state"),
    [(1, State.FRESH), (4, State.WARNS), (5.99, State.WARNS), (6, State.LATE), (99, State.LATE)],
)
def test_windows_of_a_loader(hours: float, state: State) -> None:
    found = freshness(CHAIN, loaded(raw__orders=hours), now=NOW)["raw/orders"]
    assert found.state is state
    assert ago(found) == hours
    assert found.deadline == NOW - hours * HOUR + 6 * HOUR
    assert (found.root, found.because) == ("raw/orders", "loaded")


def test_what_was_never_loaded_is_unknown_and_not_late() -> None:
    found = freshness(CHAIN, loaded(raw__orders=1, mart__m=0.5), now=NOW)
    assert found["mart/m"].state is State.UNKNOWN
    assert (found["mart/m"].root, found["mart/m"].because) == ("raw/spend", "never loaded")
    assert found["page/p"].deadline is None


def test_a_mart_built_a_minute_ago_of_old_data_is_late_because_of_its_loader() -> None:
    """Its own age says nothing: Dagster's badge would call it fresh."""
    records = loaded(raw__spend=9, raw__orders=1, mart__m=0.5, page__p=0.2)
    found = freshness(CHAIN, records, now=NOW)
    assert found["raw/orders"].state is State.FRESH
    for key in ("mart/m", "page/p"):
        assert found[key].state is State.LATE
        assert (found[key].root, ago(found[key])) == ("raw/spend", 9)


def test_a_source_found_unchanged_keeps_everything_that_hangs_on_it_fresh() -> None:
    """Otherwise a healthy platform goes red over a quiet weekend."""
    records = loaded(raw__spend=90, raw__orders=80, mart__m=79, page__p=78)
    late = freshness(CHAIN, records, now=NOW)
    assert {f.state for f in late.values()} == {State.LATE}
    unchanged = {"raw/spend": NOW - HOUR, "raw/orders": NOW - 2 * HOUR}
    found = freshness(CHAIN, records, now=NOW, unchanged=unchanged)
    assert {f.state for f in found.values()} == {State.FRESH}
    assert (found["page/p"].root, ago(found["page/p"])) == ("raw/orders", 2)
    assert found["page/p"].because == "found unchanged"


def test_a_mart_that_was_not_made_after_its_source_is_late_by_its_own_fault() -> None:
    records = loaded(mart__m=8, page__p=7.9, raw__spend=7, raw__orders=1)
    found = freshness(CHAIN, records, now=NOW)
    assert found["raw/orders"].state is State.FRESH
    assert (found["mart/m"].state, found["mart/m"].root) == (State.LATE, "mart/m")
    assert ago(found["mart/m"]) == 8
    assert "not made after raw/" in found["mart/m"].because
    assert found["page/p"].root == "mart/m", "the page is up to date with what it reads"


def test_a_parent_that_is_late_is_not_hidden_by_one_that_was_loaded_again() -> None:
    """The rebuild would not help: spend is late whatever becomes of the mart."""
    records = loaded(raw__spend=20, mart__m=2, raw__orders=1)
    found = freshness(CHAIN, records, now=NOW)["mart/m"]
    assert (found.state, found.root, ago(found)) == (State.LATE, "raw/spend", 20)


def test_a_view_that_nobody_builds_again_makes_nothing_late() -> None:
    chain = graph(
        asset("raw/orders"),
        asset("base/v", "raw/orders", kinds=("dbt", "view")),
        asset("mart/m", "base/v", freshness=SIX),
    )
    fresh = freshness(chain, loaded(base__v=500, raw__orders=1, mart__m=0.5), now=NOW)
    assert (fresh["mart/m"].state, ago(fresh["mart/m"])) == (State.FRESH, 1)
    behind = freshness(chain, loaded(base__v=500, mart__m=7, raw__orders=1), now=NOW)
    assert (behind["mart/m"].state, behind["mart/m"].root) == (State.LATE, "mart/m")


def test_a_seed_makes_nothing_late() -> None:
    chain = graph(
        asset("raw/orders"),
        asset("base/seed", kinds=("dbt", "seed")),
        asset("mart/m", "base/seed", "raw/orders", freshness=SIX),
        asset("mart/static", "base/seed", freshness=SIX),
    )
    records = loaded(base__seed=5000, raw__orders=1, mart__m=0.5, mart__static=7)
    found = freshness(chain, records, now=NOW)
    assert ago(found["mart/m"]) == 1
    assert (found["mart/static"].state, ago(found["mart/static"])) == (State.LATE, 7)


NINE = FreshnessPolicy(cron="0 9 * * *", lower_bound=2 * HOUR, timezone="America/New_York")


@pytest.mark.parametrize(
    ("good", "deadline"),
    [
        # New York is at UTC-5 until 8 March 2026, 02:00, and at UTC-4 afterwards.
        ("2026-03-02T08:00-05:00", "2026-03-03T09:00-05:00"),
        ("2026-03-02T06:59-05:00", "2026-03-02T09:00-05:00"),  # too early to count for nine
        ("2026-03-02T10:30-05:00", "2026-03-03T09:00-05:00"),
        ("2026-03-07T09:00-05:00", "2026-03-08T09:00-04:00"),
    ],
)
def test_deadlines_by_the_clock_follow_the_time_zone(good: str, deadline: str) -> None:
    chain = graph(asset("raw/orders", freshness=NINE))
    at = dt.datetime.fromisoformat(good).timestamp()
    due = dt.datetime.fromisoformat(deadline).timestamp()
    records = Records({"raw/orders": Loaded(1, at, "r", None, {})}, {})
    for now, state in ((due - 1, State.FRESH), (due, State.LATE)):
        found = freshness(chain, records, now=now)["raw/orders"]
        assert found.deadline == due
        assert found.state is state


def with_data(number: int, at: float, data: float | None) -> Loaded:
    facts = {} if data is None else {"weir/data_time": NOW - data * HOUR}
    return Loaded(number, NOW - at * HOUR, "r", None, facts)


DATA = FreshnessPolicy(fail=6 * HOUR, of="data")


def test_old_data_that_was_loaded_a_minute_ago_is_late_where_data_time_counts() -> None:
    chain = graph(
        asset("raw/orders", freshness=DATA),
        asset("raw/spend"),
        asset("mart/m", "raw/orders", "raw/spend", freshness=DATA),
    )
    records = Records(
        {
            "raw/orders": with_data(1, 0.1, 5),
            "raw/spend": with_data(2, 0.1, 7),
            "mart/m": with_data(3, 0.05, None),
        },
        {},
    )
    seen = {"raw/orders": NOW, "raw/spend": NOW}  # found unchanged: its data is as old as it was
    found = freshness(chain, records, now=NOW, unchanged=seen)
    assert (found["raw/orders"].state, ago(found["raw/orders"])) == (State.FRESH, 5)
    assert (found["mart/m"].state, ago(found["mart/m"])) == (State.LATE, 7)
    assert found["mart/m"].root == "raw/spend"


def test_the_data_of_a_mart_is_what_its_source_held_when_it_was_made() -> None:
    chain = graph(asset("raw/orders"), asset("mart/m", "raw/orders", freshness=DATA))
    records = Records({"raw/orders": with_data(9, 0.1, 1), "mart/m": with_data(5, 3, None)}, {})
    earlier = {("raw/orders", 5): with_data(4, 4, 8)}
    found = freshness(chain, records, now=NOW, before=lambda k, n: earlier.get((k, n)))["mart/m"]
    assert (found.state, ago(found)) == (State.LATE, 8)


def test_a_loader_that_records_no_data_time_is_unknown_instead_of_guessed() -> None:
    chain = graph(asset("raw/orders"), asset("mart/m", "raw/orders", freshness=DATA))
    records = Records({"raw/orders": with_data(1, 1, None), "mart/m": with_data(2, 1, None)}, {})
    found = freshness(chain, records, now=NOW)["mart/m"]
    assert (found.state, found.root) == (State.UNKNOWN, "raw/orders")
    assert found.because == "it records no data time"
