"""Fivetran's API, asked by a step that syncs: no answer is lost, and no sync is started twice."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from tests.ports import nowhere
from tests.reliability.account import GOOGLE, Connected, connected, hasty
from tests.reliability.conftest import Told
from tests.reliability.matrix import GREEN, cell

GIVEN_UP = "; gave up after 5 tries"
STOPPED = "the step; the tables stay as they were, and consumers keep them"


@pytest.fixture
def ads(place: Path, sales: dict[date, int]) -> Iterator[Connected]:
    with pytest.MonkeyPatch.context() as patch:
        yield from connected(GOOGLE, patch, sales)


@cell(
    GOOGLE,
    "429 with Retry-After",
    sees=GREEN,
    retried="the request, once, after exactly the seconds that were asked for",
    proof="the sync's start answered 429, then 200: one sync, one wait of 7 s, all rows",
)
def test_a_busy_api_is_waited_for(ads: Connected, waits: list[float], told: Told) -> None:
    ads.fault("/sync", method="POST", status=429, headers={"Retry-After": "7"})
    result = ads.step.run()
    told.nothing(result.success, ads.said(result))
    assert waits == [7.0]
    assert ads.statuses("/sync") == [429, 200]
    assert ads.starts() == 1
    assert ads.rows() == ads.whole


@cell(
    GOOGLE,
    "500 once",
    sees=GREEN,
    retried="the request, once; a sync that runs already is not started again",
    proof="the answer to the sync's start is lost after the work was done: one sync, all rows",
)
def test_an_answer_that_is_lost_starts_no_second_sync(
    ads: Connected, waits: list[float], told: Told
) -> None:
    ads.fault("/sync", method="POST", status=500, after=True)
    result = ads.step.run()
    told.nothing(result.success, ads.said(result))
    assert len(waits) == 1
    assert ads.statuses("/sync")[:2] == [500, 200]
    assert ads.rows() == ads.whole
    assert ads.starts() == 1


@cell(
    GOOGLE,
    "500 for ever",
    sees=f"Fivetran's API answered 500 … {GIVEN_UP} … fix:   run again later",
    retried="the request, 5 tries; not the step",
    stopped=STOPPED,
    proof="5 requests and no sixth, no sync, no rows; the next run has all of them",
)
def test_an_api_that_stays_broken(ads: Connected, waits: list[float], told: Told) -> None:
    ads.fault("/connections/", status=500, times=99)
    told(ads.step.refused())
    assert ads.statuses() == [500] * 5
    assert (ads.starts(), ads.rows()) == (0, 0)
    ads.world.faults.reset()
    assert ads.step.run().success
    assert ads.rows() == ads.whole


@cell(
    GOOGLE,
    "timeout",
    sees=f"Fivetran's API did not answer in time{GIVEN_UP}",
    retried="the request, 5 tries of 30 s; not the step",
    stopped=STOPPED,
    proof="5 waits for an answer, no sync, no rows; the next run has all of them",
)
def test_an_api_that_does_not_answer(
    ads: Connected, waits: list[float], told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    ads.fault("/connections/", status=None, delay=5, times=99)
    with monkeypatch.context() as patch:
        hasty(patch)
        told(ads.step.refused())
    assert len(waits) == 4
    assert (ads.starts(), ads.rows()) == (0, 0)
    ads.world.faults.reset()
    assert ads.step.run().success
    assert ads.rows() == ads.whole


@cell(
    GOOGLE,
    "connection refused",
    sees=f"Fivetran's API refused the connection{GIVEN_UP} … "
    "fix:   check FIVETRAN_API_URL and the network, then run again",
    retried="the request, 5 tries; not the step",
    stopped=STOPPED,
    proof="no sync, no rows; the next run has all of them",
)
def test_an_api_that_is_down(
    ads: Connected, waits: list[float], told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("FIVETRAN_API_URL", nowhere())
        told(ads.step.refused())
    assert len(waits) == 4
    assert (ads.starts(), ads.rows()) == (0, 0)
    assert ads.step.run().success
    assert ads.rows() == ads.whole


@cell(
    GOOGLE,
    "half a response",
    sees=GREEN,
    retried="the request, once",
    proof="half of the connection's state is asked for again: one sync, all rows",
)
def test_half_an_answer_is_no_answer(ads: Connected, waits: list[float], told: Told) -> None:
    ads.fault("/connections/", method="GET", status=None, half=True)
    result = ads.step.run()
    told.nothing(result.success, ads.said(result))
    assert len(waits) == 1
    assert ads.starts() == 1
    assert ads.rows() == ads.whole
