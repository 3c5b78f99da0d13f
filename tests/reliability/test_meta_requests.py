"""Fivetran's API, asked by a step that watches: it never reports what it could not see."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from tests.ports import nowhere
from tests.reliability.account import META, Connected, connected, hasty
from tests.reliability.conftest import Told
from tests.reliability.matrix import GREEN, cell

GIVEN_UP = "; gave up after 5 tries"
STOPPED = "the step: no table is reported as loaded"
PROOF = "no table is recorded, Fivetran's 72 rows stay; the next run records them"


@pytest.fixture
def ads(place: Path, sales: dict[date, int]) -> Iterator[Connected]:
    with pytest.MonkeyPatch.context() as patch:
        yield from connected(META, patch, sales)


def refused(ads: Connected, told: Told) -> None:
    """The step fails with the words, and records nothing."""
    result = ads.step.run()
    assert not result.success
    told(ads.said(result))
    assert result.get_asset_materialization_events() == []
    assert ads.rows() == ads.whole == 72


def recorded(ads: Connected) -> None:
    """The next run records what Fivetran had written all along."""
    ads.world.faults.reset()
    assert ads.step.made()["basic_ad"]["dagster/row_count"] == 72
    assert ads.starts() == 0, "a connection on Fivetran's schedule is never started by us"


@cell(
    META,
    "429 with Retry-After",
    sees=GREEN,
    retried="the request, once, after exactly the seconds that were asked for",
    proof="429 then 200, one wait of 7 s; 72 rows are recorded",
)
def test_a_busy_api_is_waited_for(ads: Connected, waits: list[float], told: Told) -> None:
    ads.fault("/connections/", status=429, headers={"Retry-After": "7"})
    result = ads.step.run()
    told.nothing(result.success, ads.said(result))
    assert waits == [7.0]
    assert ads.statuses()[:2] == [429, 200]
    recorded(ads)


@cell(
    META,
    "500 once",
    sees=GREEN,
    retried="the request, once",
    proof="500 then 200; 72 rows are recorded",
)
def test_an_error_once_is_not_noticed(ads: Connected, waits: list[float], told: Told) -> None:
    ads.fault("/connections/", status=500)
    result = ads.step.run()
    told.nothing(result.success, ads.said(result))
    assert len(waits) == 1
    assert ads.statuses()[:2] == [500, 200]
    recorded(ads)


@cell(
    META,
    "500 for ever",
    sees=f"Fivetran's API answered 500 … {GIVEN_UP} … fix:   run again later",
    retried="the request, 5 tries; not the step",
    stopped=STOPPED,
    proof=f"5 requests and no sixth; {PROOF}",
)
def test_an_api_that_stays_broken(ads: Connected, waits: list[float], told: Told) -> None:
    ads.fault("/connections/", status=500, times=99)
    refused(ads, told)
    assert ads.statuses() == [500] * 5
    recorded(ads)


@cell(
    META,
    "timeout",
    sees=f"Fivetran's API did not answer in time{GIVEN_UP}",
    retried="the request, 5 tries of 30 s; not the step",
    stopped=STOPPED,
    proof=PROOF,
)
def test_an_api_that_does_not_answer(
    ads: Connected, waits: list[float], told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    ads.fault("/connections/", status=None, delay=5, times=99)
    with monkeypatch.context() as patch:
        hasty(patch)
        refused(ads, told)
    assert len(waits) == 4
    recorded(ads)


@cell(
    META,
    "connection refused",
    sees=f"Fivetran's API refused the connection{GIVEN_UP} … "
    "fix:   check FIVETRAN_API_URL and the network, then run again",
    retried="the request, 5 tries; not the step",
    stopped=STOPPED,
    proof=PROOF,
)
def test_an_api_that_is_down(
    ads: Connected, waits: list[float], told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("FIVETRAN_API_URL", nowhere())
        refused(ads, told)
    assert len(waits) == 4
    recorded(ads)


@cell(
    META,
    "half a response",
    sees=GREEN,
    retried="the request, once",
    proof="half of the connection's state is asked for again; 72 rows are recorded",
)
def test_half_an_answer_is_no_answer(ads: Connected, waits: list[float], told: Told) -> None:
    ads.fault("/connections/", status=None, half=True)
    result = ads.step.run()
    told.nothing(result.success, ads.said(result))
    assert len(waits) == 1
    recorded(ads)
