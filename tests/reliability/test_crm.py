"""The CRM: nobody is sent twice with another effect, and nobody is forgotten."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.ports import nowhere
from tests.reliability import crm
from tests.reliability.conftest import Told
from tests.reliability.crm import Crm, people
from tests.reliability.matrix import GREEN, cell

EDGE = "CRM"
STOPPED = "the step; what the CRM has acknowledged stays recorded as sent"


@pytest.fixture
def hubspot(place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Crm]:
    """150 members, of whom the first 100 go in one batch and 50 in another."""
    with crm.running(place, monkeypatch) as found:
        found.mart(people(150))
        yield found


@cell(
    EDGE,
    "429 with Retry-After",
    sees=GREEN,
    retried="the batch, once, after exactly the seconds that were asked for",
    proof="429, 200, 200; one wait of 7 s; 150 contacts, each written once",
)
def test_a_busy_crm_is_waited_for(hubspot: Crm, waits: list[float], told: Told) -> None:
    hubspot.fault("/upsert", status=429, headers={"Retry-After": "7"})
    told.nothing(hubspot.run().success)
    assert waits == [7.0]
    assert hubspot.statuses("/upsert") == [429, 200, 200]
    assert hubspot.written == {**dict.fromkeys(people(150), 1)}


@cell(
    EDGE,
    "500 once",
    sees=GREEN,
    retried="the batch, once: an upsert by id sets the same values again",
    proof="the answer is lost after the batch was written: written twice alike, 150 contacts",
)
def test_an_answer_that_is_lost_is_asked_for_again(
    hubspot: Crm, waits: list[float], told: Told
) -> None:
    hubspot.fault("/upsert", status=500, after=True)
    told.nothing(hubspot.run().success)
    assert hubspot.statuses("/upsert") == [500, 200, 200]
    assert len(hubspot.contacts) == 150
    assert hubspot.effects() == dict.fromkeys(people(150), 1)
    assert hubspot.facts()["unchanged"] == 150


@cell(
    EDGE,
    "500 for ever",
    sees="the CRM answered 500 … ; gave up after 6 tries",
    retried="the batch, 6 tries; not the step",
    stopped=STOPPED,
    proof="the first 100 are sent, then 6 refusals; the next run sends the other 50 and no others",
)
def test_a_crm_that_breaks_in_the_middle(hubspot: Crm, waits: list[float], told: Told) -> None:
    hubspot.breaks_after(1)
    result = hubspot.run()
    assert not result.success
    told(hubspot.said(result))
    assert hubspot.statuses("/upsert") == [200] + [500] * 6
    hubspot.mended()
    assert hubspot.facts()["sent"] == 50
    assert hubspot.written == dict.fromkeys(people(150), 1)


@cell(
    EDGE,
    "timeout",
    sees="the CRM did not answer in time; gave up after 6 tries",
    retried="the batch, 6 tries of 60 s; not the step",
    stopped=STOPPED,
    proof="nobody is counted as sent; the next run sends 150",
)
def test_a_crm_that_does_not_answer(
    hubspot: Crm, waits: list[float], told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    hubspot.fault("/upsert", status=None, delay=5, times=99)
    with monkeypatch.context() as patch:
        patch.setattr("weir.components.audience.hubspot.TIMEOUT", 0.3)
        result = hubspot.run()
    assert not result.success
    told(hubspot.said(result))
    assert len(waits) == 5
    hubspot.mended()
    assert hubspot.facts()["sent"] == 150
    assert hubspot.effects() == dict.fromkeys(people(150), 1)


@cell(
    EDGE,
    "connection refused",
    sees="the CRM refused the connection; gave up after 6 tries",
    retried="the batch, 6 tries; not the step",
    stopped=STOPPED,
    proof="nobody is counted as sent; the next run sends 150, each once",
)
def test_a_crm_that_is_down(
    hubspot: Crm, waits: list[float], told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("CRM_API_URL", nowhere())
        result = hubspot.run()
    assert not result.success
    told(hubspot.said(result))
    assert len(waits) == 5
    assert hubspot.facts()["sent"] == 150
    assert hubspot.written == dict.fromkeys(people(150), 1)


@cell(
    EDGE,
    "half a response",
    sees=GREEN,
    retried="the batch, once: an upsert by id sets the same values again",
    proof="the batch was written and its answer broken off: written twice alike, 150 contacts",
)
def test_half_an_answer_acknowledges_nobody(hubspot: Crm, waits: list[float], told: Told) -> None:
    hubspot.fault("/upsert", status=None, half=True)
    told.nothing(hubspot.run().success)
    assert len(waits) == 1
    assert len(hubspot.contacts) == 150
    assert hubspot.effects() == dict.fromkeys(people(150), 1)
    assert hubspot.facts()["unchanged"] == 150
