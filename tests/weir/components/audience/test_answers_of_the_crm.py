"""Every answer of the CRM ends in a ledger that says what the CRM has."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx
import pytest

from weir.components.audience.answer import read
from weir.errors import WeirError
from weir.retry import UnavailableError
from weir.warehouse import Warehouse


def people(count: int, segment: str = "At risk") -> dict[str, str]:
    return {f"c{number:04d}": segment for number in range(count)}


def statuses(warehouse: Warehouse) -> dict[str, int]:
    with warehouse.session("test") as session:
        return dict(
            session.rows("select status, count(*) from ops.audience_ledger group by status")
        )


def test_a_batch_committed_before_a_503_is_sent_again_with_the_same_effect(
    crm: Any, mart: Callable[..., None], synchronize: Callable[..., Any]
) -> None:
    mart(people(150))
    crm.faults = [(503, {}, True)]
    waits: list[float] = []
    assert synchronize(waits=waits).sent == 150
    assert crm.calls == [(100, 503), (100, 200), (50, 200)]
    assert len(waits) == 1
    assert 0.125 <= waits[0] <= 0.25
    assert crm.members("win_back") == set(people(150))
    assert crm.history[:100] == crm.history[100:200]


def test_retry_after_is_obeyed_in_seconds_and_as_a_date(
    crm: Any, mart: Callable[..., None], synchronize: Callable[..., Any]
) -> None:
    mart(people(3))
    then = format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True)
    crm.faults = [(429, {"Retry-After": "7"}, False), (429, {"Retry-After": then}, False)]
    waits: list[float] = []
    assert synchronize(waits=waits).sent == 3
    assert waits[0] == 7
    assert 35 < waits[1] <= 40


def test_a_wait_that_is_too_long_ends_the_run_and_says_so(
    crm: Any, mart: Callable[..., None], synchronize: Callable[..., Any]
) -> None:
    mart(people(3))
    crm.faults = [(429, {"Retry-After": "3600"}, False)]
    waits: list[float] = []
    with pytest.raises(UnavailableError) as raised:
        synchronize(waits=waits)
    assert raised.value.what == (
        "the CRM answered 429 and asks to wait 3600 s, longer than the 120 s allowed; "
        "gave up after 1 try"
    )
    assert waits == []


def test_a_crm_that_stays_away_leaves_what_it_acknowledged_and_the_next_run_goes_on(
    crm: Any, mart: Callable[..., None], synchronize: Callable[..., Any], warehouse: Warehouse
) -> None:
    mart(people(250))
    crm.faults = [(200, {}, True), *[(502, {}, False)] * 4]
    with pytest.raises(UnavailableError, match="answered 502; gave up after 4 tries") as raised:
        synchronize()
    assert f"{crm.url}/crm/v3/objects/contacts/batch/upsert" in str(raised.value)
    assert statuses(warehouse) == {"done": 100, "sending": 100, "planned": 50}
    crm.calls.clear()
    assert synchronize().sent == 150
    assert crm.calls == [(100, 200), (50, 200)]
    assert statuses(warehouse) == {"done": 250}


def test_a_row_refused_by_itself_is_recorded_and_tried_again_up_to_the_cap(
    crm: Any, mart: Callable[..., None], synchronize: Callable[..., Any], warehouse: Warehouse
) -> None:
    mart(people(10))
    crm.refused = {"c0004"}
    outcome = synchronize()
    assert (outcome.sent, outcome.rejected, crm.calls) == (9, 1, [(10, 207)])
    for attempts in (2, 3):
        assert synchronize().rejected == 1
        with warehouse.session("test") as session:
            assert session.rows(
                "select attempts, error, acknowledged from ops.audience_ledger "
                "where status = 'rejected'"
            ) == [(attempts, "no", None)]
    crm.calls.clear()
    outcome = synchronize()
    assert (outcome.rejected, outcome.counts.given_up, crm.calls) == (0, 1, [])
    assert outcome.counts.unchanged == 9
    mart(people(10) | {"c0004": "Lost"})
    crm.refused = set()
    assert synchronize().sent == 1
    assert crm.members("win_back") == set(people(10))
    assert statuses(warehouse) == {"done": 10}


def test_one_row_that_poisons_its_batch_is_found_and_the_others_are_written(
    crm: Any, mart: Callable[..., None], synchronize: Callable[..., Any]
) -> None:
    mart(people(100))
    crm.poison = {"c0042"}
    outcome = synchronize()
    assert (outcome.sent, outcome.rejected) == (99, 1)
    assert len(crm.calls) <= 15
    assert crm.members("win_back") == set(people(100)) - {"c0042"}


def test_a_wrong_token_fails_at_once_and_names_the_setting(
    crm: Any,
    mart: Callable[..., None],
    synchronize: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mart(people(250))

    def with_other_token(hubspot: Any) -> Any:
        hubspot.client.headers["Authorization"] = "Bearer other"
        return hubspot

    with pytest.raises(WeirError, match="CRM_API_TOKEN"):
        synchronize(sink=with_other_token)
    assert crm.calls == [(100, 401)]
    assert crm.contacts == {}


def test_a_property_that_the_crm_lacks_is_named_and_not_bisected(
    crm: Any, mart: Callable[..., None], synchronize: Callable[..., Any]
) -> None:
    mart(people(100))
    crm.known_properties = {"email", "weir_audience_win_back"}
    with pytest.raises(WeirError, match="the CRM has no property weir_segment\n"):
        synchronize()
    assert crm.calls == [(100, 400)]


def test_a_crm_that_refuses_every_row_fails_the_run(
    crm: Any, mart: Callable[..., None], synchronize: Callable[..., Any]
) -> None:
    mart(people(150))
    crm.refused = set(people(150))
    with pytest.raises(WeirError, match="refused all 100 rows of batch 1 of 2: no"):
        synchronize()
    assert crm.calls == [(100, 207)]


@pytest.mark.parametrize("status", [302, 404])
def test_an_address_that_is_no_hubspot_is_an_error(
    crm: Any, mart: Callable[..., None], synchronize: Callable[..., Any], status: int
) -> None:
    mart(people(2))
    crm.faults = [(status, {}, False)]
    with pytest.raises(WeirError, match=f"answered {status}"):
        synchronize()


def test_an_ok_that_does_not_name_its_results_acknowledges_nobody(
    crm: Any, mart: Callable[..., None], synchronize: Callable[..., Any], warehouse: Warehouse
) -> None:
    mart(people(2))
    crm.faults = [(200, {}, False)]
    with pytest.raises(WeirError, match="something else than HubSpot's results"):
        synchronize()
    assert statuses(warehouse) == {"sending": 2}


def test_a_server_that_is_down_is_named(
    crm: Any, mart: Callable[..., None], synchronize: Callable[..., Any]
) -> None:
    mart(people(2))

    def elsewhere(hubspot: Any) -> Any:
        hubspot.client.base_url = "http://127.0.0.1:9"
        return hubspot

    with pytest.raises(
        UnavailableError, match="the CRM refused the connection; gave up after 2 tries"
    ):
        synchronize(sink=elsewhere, attempts=2)


@pytest.mark.parametrize("named", [0, 1], ids=["nobody", "one of three"])
def test_a_success_that_does_not_name_everybody_acknowledges_those_alone_that_it_names(
    named: int,
) -> None:
    """Acknowledged without a word, the others would never be sent again."""
    customers = ["c0", "c1", "c2"]
    results = [{"objectWriteTraceId": customer} for customer in customers[:named]]
    body = {"status": "COMPLETE", "results": results}
    found = read(customers, httpx.Response(200, json=body), "weir_customer_id")
    assert found.accepted == customers[:named]
    assert found.rejected == dict.fromkeys(
        customers[named:], "not confirmed by the CRM: no reason given"
    )
