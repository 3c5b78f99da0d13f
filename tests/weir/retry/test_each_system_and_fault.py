"""For each system and each fault: how often it is asked, how long is waited, what is said."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import requests
from tests.weir.retry.conftest import Server

from weir.components.audience.diff import Change
from weir.components.audience.hubspot import PATH, HubSpot, connect
from weir.components.fivetran.account import Account
from weir.components.fivetran.request import Requests
from weir.errors import WeirError
from weir.retry import Policy, UnavailableError
from weir.retry.session import Session

TIMEOUT = 0.25  # seconds; the delay of the fault is longer


@dataclass(frozen=True)
class System:
    """A system's own client.

    Attributes:
        ask: sends one request to the server at an address, within seconds.
        attempts: how often it tries.
        first: its first pause.
        obeyed: the longest Retry-After that it waits for.
    """

    who: str
    ask: Callable[[str, float], object]
    path: str
    attempts: int
    first: float
    obeyed: int


def ask_fivetran(url: str, timeout: float) -> object:
    account = Account(url=url, key="k", secret="s", may_trigger=True)
    return Requests(account, Policy(timeout=timeout)).send("GET", "connections/one").json()["data"]


def ask_rest(url: str, timeout: float) -> object:
    opened = Session("the loyalty API", fix="start the server", policy=Policy(timeout=timeout))
    answer = opened.get(f"{url}/v1/changes")
    answer.raise_for_status()
    return answer.json()


def send_to_crm(url: str, timeout: float) -> object:
    change = Change("c1", "added", {"weir_segment": "Champions"})
    with connect(url, "token") as client:
        client.timeout = timeout
        return HubSpot(client, "weir_customer_id", "defs.yaml").push([change])


SYSTEMS = [
    System("Fivetran's API", ask_fivetran, "/v1/connections/one", 5, 0.5, 300),
    System("the loyalty API", ask_rest, "/v1/changes", 5, 0.5, 300),
    System("the CRM", send_to_crm, PATH, 6, 0.25, 120),
]
every = pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.who)


def backoff(system: System, waits: list[float]) -> bool:
    """Whether the waits double from the first one, each spread over its upper half."""
    wholes = [system.first * 2**n for n in range(len(waits))]
    return all(w / 2 <= wait <= w for w, wait in zip(wholes, waits, strict=True))


def refused(system: System, url: str, timeout: float = 10.0) -> UnavailableError:
    with pytest.raises(UnavailableError) as raised:
        system.ask(url, timeout)
    return raised.value


@every
def test_429_with_retry_after_waits_exactly_that_long(
    system: System, server: Server, waits: list[float]
) -> None:
    server.fault(status=429, headers={"Retry-After": "7"})
    assert system.ask(server.url, 10)
    assert server.statuses == [429, 200]
    assert waits == [7.0]


@every
def test_a_retry_after_beyond_the_bound_is_not_waited_for_and_not_ignored(
    system: System, server: Server, waits: list[float]
) -> None:
    server.fault(status=503, headers={"Retry-After": "86400"}, times=9, body={})
    error = refused(system, server.url)
    assert server.statuses == [503]
    assert waits == []
    assert error.what == (
        f"{system.who} answered 503 and asks to wait 86400 s, longer than the {system.obeyed} s "
        "allowed; gave up after 1 try"
    )
    assert error.fix
    assert error.fix.startswith("run again later")


@every
def test_500_once_is_not_noticed(system: System, server: Server, waits: list[float]) -> None:
    server.fault(status=500)
    assert system.ask(server.url, 10)
    assert server.statuses == [500, 200]
    assert len(waits) == 1
    assert backoff(system, waits)


@every
def test_500_for_ever_ends_after_a_bounded_number_of_tries(
    system: System, server: Server, waits: list[float]
) -> None:
    server.fault(status=500, times=99, body={})
    error = refused(system, server.url)
    assert error.what == f"{system.who} answered 500; gave up after {system.attempts} tries"
    assert error.status == 500
    assert server.statuses == [500] * system.attempts
    assert len(waits) == system.attempts - 1
    assert backoff(system, waits)
    assert server.handled == []


@every
def test_an_answer_that_does_not_come_is_given_up(
    system: System, server: Server, waits: list[float]
) -> None:
    server.fault(status=None, delay=60, times=99)
    error = refused(system, server.url, TIMEOUT)
    assert (
        error.what == f"{system.who} did not answer in time; gave up after {system.attempts} tries"
    )
    assert error.status is None
    assert len(waits) == system.attempts - 1


@every
def test_a_refused_connection_is_tried_again_and_named(
    system: System, server: Server, nowhere: str, waits: list[float]
) -> None:
    error = refused(system, nowhere)
    assert error.what == (
        f"{system.who} refused the connection; gave up after {system.attempts} tries"
    )
    assert str(error.where).endswith(f"{nowhere}{system.path}")
    assert backoff(system, waits)


@every
def test_half_an_answer_is_no_answer(system: System, server: Server, waits: list[float]) -> None:
    server.fault(status=None, half=True)
    assert system.ask(server.url, 10)
    assert server.statuses == [200, 200]
    assert len(waits) == 1
    server.fault(status=None, half=True, times=99)
    error = refused(system, server.url)
    assert error.what == f"{system.who} broke off its answer; gave up after {system.attempts} tries"


@every
@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
def test_a_refusal_is_never_repeated(
    system: System, server: Server, waits: list[float], status: int
) -> None:
    server.fault(status=status, times=99)
    if system.who == "the CRM" and status in {400, 422}:
        # One row alone is to blame: it is entered as refused, and the others go on.
        answer: Any = system.ask(server.url, 10)
        assert answer.rejected == {
            "c1": f"status {status}, injected by the sandbox's control plane"
        }
    else:
        with pytest.raises((WeirError, requests.HTTPError), match=str(status)) as raised:
            system.ask(server.url, 10)
        assert not isinstance(raised.value, UnavailableError)
    assert server.statuses == [status]
    assert waits == []


@every
def test_408_is_a_timeout_and_no_refusal(
    system: System, server: Server, waits: list[float]
) -> None:
    server.fault(status=408)
    assert system.ask(server.url, 10)
    assert server.statuses == [408, 200]
