"""The CRM: a mart that is not what it was, and a warehouse or a run that fails."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.reliability import crm
from tests.reliability.conftest import Told
from tests.reliability.crm import Crm, people
from tests.reliability.matrix import GREEN, cell
from tests.reliability.warehouse import NOT_AGAIN, WAITED, corrupt, elsewhere_held

from weir.home import home

EDGE = "CRM"
STOPPED = "the step, before anything is sent"


@pytest.fixture
def hubspot(place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Crm]:
    """The CRM has 20 members of the audience."""
    with crm.running(place, monkeypatch) as found:
        found.mart(people(20))
        assert found.run().success
        yield found


def refused(hubspot: Crm, told: Told) -> None:
    """The step fails with the words and sends nothing."""
    before = len(hubspot.statuses("/upsert"))
    result = hubspot.run()
    assert not result.success
    told(hubspot.said(result))
    assert len(hubspot.statuses("/upsert")) == before
    assert len(hubspot.members()) == 20


@cell(
    EDGE,
    "empty load",
    sees="has no member in mart.audiences, but 20 in the CRM … weir/allow_mass_change=win_back",
    stopped=STOPPED,
    proof="no request, 20 members as before; with the mart back there is nothing to send",
)
def test_a_mart_that_was_emptied(hubspot: Crm, told: Told) -> None:
    hubspot.mart({})
    refused(hubspot, told)
    hubspot.mart(people(20))
    assert hubspot.facts()["sent"] == 0


@cell(
    EDGE,
    "duplicate rows",
    sees="mart.audiences lists the customer c0000 2 times … fix:   make weir_customer_id unique",
    stopped=STOPPED,
    proof="no request, 20 members as before",
)
def test_a_customer_who_is_there_twice(hubspot: Crm, told: Told) -> None:
    hubspot.execute("insert into mart.audiences select * from mart.audiences limit 1")
    refused(hubspot, told)


@cell(
    EDGE,
    "dropped column",
    sees="mart.audiences has no column 'segment' … fix:   use one of its columns: audience, ",
    stopped=STOPPED,
    proof="no request, 20 members as before",
)
def test_a_column_that_is_gone(hubspot: Crm, told: Told) -> None:
    hubspot.execute("alter table mart.audiences drop column segment")
    refused(hubspot, told)


@cell(
    EDGE,
    "new column",
    sees=GREEN,
    proof="a column that the audience does not name is not sent: no request",
)
def test_a_column_that_nobody_named(hubspot: Crm, told: Told) -> None:
    hubspot.execute("alter table mart.audiences add column secret varchar default 'x'")
    before = len(hubspot.statuses("/upsert"))
    told.nothing(hubspot.run().success)
    assert len(hubspot.statuses("/upsert")) == before
    assert "secret" not in str(hubspot.contacts)


@cell(
    EDGE,
    "lock held",
    sees=WAITED,
    retried=NOT_AGAIN,
    stopped=STOPPED,
    proof="no request; the next run sends the 3 new members, each once",
)
def test_a_warehouse_in_other_hands(
    hubspot: Crm, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    hubspot.mart(people(23))
    with elsewhere_held(monkeypatch):
        refused(hubspot, told)
    assert hubspot.facts()["sent"] == 3
    assert hubspot.written == dict.fromkeys(people(23), 1)


@cell(
    EDGE,
    "warehouse file corrupt",
    sees="the warehouse can't be opened: … fix:   move the file away; the next run makes a new one",
    stopped=STOPPED,
    proof="no request; with a new warehouse all are sent again alike: the CRM stays as it was",
)
def test_a_warehouse_that_is_no_database(hubspot: Crm, told: Told) -> None:
    corrupt(home().warehouse)
    refused(hubspot, told)
    home().warehouse.unlink()
    hubspot.mart(people(20))
    assert hubspot.run().success
    assert hubspot.effects() == dict.fromkeys(people(20), 1)
    assert len(hubspot.members()) == 20
