"""The loyalty API: answers that do not come, or not as they should."""

from dataclasses import replace
from typing import Any

import pytest
from tests.ingestion.place import Source, explanation, loaded, sql
from tests.ports import nowhere
from tests.reliability.conftest import Told
from tests.reliability.loyalty import LATER, System, send
from tests.reliability.matrix import GREEN, cell
from tests.reliability.served import Served

from weir.retry import Policy

EDGE = "loyalty API"
WHOLE = {"campaigns": 1, "sends": 5, "coupons": 1, "redemptions": 0}
STOPPED = "the step; what was loaded before stays, and consumers keep it"


def sends() -> list[tuple[int, int]]:
    return sql("select count(*), count(distinct send_id) from loyalty.sends")


def with_news(loyalty: System) -> Source:
    """A source with five letters loaded and a sixth waiting."""
    source = Source("loyalty")
    assert source.load().success
    loyalty.rows["sends"].append((LATER, send(9)))
    return source


@cell(
    EDGE,
    "429 with Retry-After",
    sees=GREEN,
    retried="the request, once, after exactly the seconds that were asked for",
    proof="429 then 200 for one page; one wait of 7 s; 5 letters, 5 different ones",
)
def test_a_busy_api_is_waited_for(
    loyalty: System, system: Served, waits: list[float], told: Told
) -> None:
    system.fault("/v1/sends", status=429, headers={"Retry-After": "7"})
    result = Source("loyalty").load()
    told.nothing(result.success)
    assert loaded(result) == WHOLE
    assert waits == [7.0]
    assert system.statuses("/v1/sends") == [429, 200, 200, 200]
    assert sends() == [(5, 5)]


@cell(
    EDGE,
    "500 once",
    sees=GREEN,
    retried="the request, once, after at most 0.5 s",
    proof="500 then 200 in the middle of the pages; 5 letters, 5 different ones",
)
def test_an_error_between_two_pages_is_not_noticed(
    loyalty: System, system: Served, waits: list[float], told: Told
) -> None:
    system.fault("/v1/sends", status=500)
    result = Source("loyalty").load()
    told.nothing(result.success)
    assert system.statuses("/v1/sends") == [500, 200, 200, 200]
    assert len(waits) == 1
    assert waits[0] <= 0.5
    assert sends() == [(5, 5)]


@cell(
    EDGE,
    "500 for ever",
    sees="the loyalty API answered 500; gave up after 5 tries … fix:   run again later",
    retried="the request, 5 tries; not the step",
    stopped=STOPPED,
    proof="5 requests and no sixth; 5 letters as before; the next load has all 6",
)
def test_an_api_that_stays_broken(
    loyalty: System, system: Served, waits: list[float], told: Told
) -> None:
    source = with_news(loyalty)
    before = len(system.statuses("/v1/sends"))
    system.fault("/v1/sends", status=500, times=99)
    told(explanation(source.load()))
    assert system.statuses("/v1/sends")[before:] == [500] * 5
    assert sends() == [(5, 5)]
    system.world.faults.reset()
    assert loaded(source.load())["sends"] == 6
    assert sends() == [(6, 6)]


@cell(
    EDGE,
    "timeout",
    sees="the loyalty API did not answer in time; gave up after 5 tries",
    retried="the request, 5 tries of 30 s; not the step",
    stopped=STOPPED,
    proof="5 waits for an answer; 5 letters as before; the next load has all 6",
)
def test_an_api_that_does_not_answer(
    loyalty: System,
    system: Served,
    waits: list[float],
    told: Told,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source = with_news(loyalty)
    from ingestion.defs.loyalty import api

    class Hasty(api.Session):
        def __init__(self, who: str, *, policy: Policy, **options: Any) -> None:
            super().__init__(who, policy=replace(policy, timeout=0.3), **options)

    with monkeypatch.context() as patch:
        patch.setattr(api, "Session", Hasty)
        system.fault("/v1/sends", status=None, delay=5, times=99)
        told(explanation(source.load()))
    assert len(waits) == 4
    assert sends() == [(5, 5)]
    system.world.faults.reset()
    assert loaded(source.load())["sends"] == 6
    assert sends() == [(6, 6)]


@cell(
    EDGE,
    "connection refused",
    sees="the loyalty API refused the connection; gave up after … setting LOYALTY_API_URL = "
    " … fix:   start the server, or correct LOYALTY_API_URL",
    retried="the request, 4 tries of the probe; not the step",
    stopped=STOPPED,
    proof="5 letters as before; the next load has all 6",
)
def test_an_api_that_is_down(
    loyalty: System,
    system: Served,
    waits: list[float],
    told: Told,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source = with_news(loyalty)
    with monkeypatch.context() as patch:
        patch.setenv("LOYALTY_API_URL", nowhere())
        told(explanation(source.load()))
    assert sends() == [(5, 5)]
    assert loaded(source.load())["sends"] == 6
    assert sends() == [(6, 6)]


@cell(
    EDGE,
    "half a response",
    sees=GREEN,
    retried="the request, once",
    proof="the broken page is asked for again; 5 letters, 5 different ones",
)
def test_half_a_page_is_no_page(
    loyalty: System, system: Served, waits: list[float], told: Told
) -> None:
    system.fault("/v1/sends", status=None, half=True)
    result = Source("loyalty").load()
    told.nothing(result.success)
    assert system.statuses("/v1/sends") == [200] * 4
    assert len(waits) == 1
    assert sends() == [(5, 5)]
