"""What a source gets that asks with dlt's own helper: its retries, and none of ours on top."""

import dagster as dg
import pytest
from dlt.sources.helpers import requests as dlt_requests
from requests import ConnectionError as RefusedError
from requests import HTTPError
from tests.weir.retry.conftest import Server

from weir.retry.steps import step


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    found: list[float] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", found.append)
    return found


def client(timeout: float = 10) -> dlt_requests.Client:
    return dlt_requests.Client(request_timeout=timeout)


def test_retry_after_is_obeyed(server: Server, slept: list[float]) -> None:
    server.fault(status=429, headers={"Retry-After": "7"})
    assert client().get(server.url).status_code == 200
    assert server.statuses == [429, 200]
    assert slept == [7]


def test_a_retry_after_beyond_its_bound_is_cut_and_asked_too_early(
    server: Server, slept: list[float]
) -> None:
    """Why REST sources get `weir.retry.session.Session`."""
    server.fault(status=429, headers={"Retry-After": "86400"})
    assert client().get(server.url).status_code == 200
    assert slept == [300]


@pytest.mark.parametrize("status", [500, 503])
def test_a_step_asks_five_times_and_not_fifteen(
    server: Server, slept: list[float], status: int
) -> None:
    server.fault(status=status, times=99)

    @dg.asset
    def one(context: dg.AssetExecutionContext) -> None:
        with step(context):
            client().get(server.url)

    result = dg.materialize([one], raise_on_error=False)
    assert not result.success
    assert server.statuses == [status] * 5
    assert len(slept) == 4


def test_a_refusal_is_not_repeated(server: Server, slept: list[float]) -> None:
    server.fault(status=401, times=99)
    with pytest.raises(HTTPError, match="401"):
        client().get(server.url)
    assert server.statuses == [401]
    assert slept == []


def test_a_refused_connection_and_half_an_answer_are_repeated(
    server: Server, nowhere: str, slept: list[float]
) -> None:
    with pytest.raises(RefusedError):
        client().get(nowhere)
    assert len(slept) == 4
    server.fault(status=None, half=True)
    assert client().get(server.url).status_code == 200
    assert server.statuses == [200, 200]


def test_it_has_a_timeout_by_itself() -> None:
    assert dlt_requests.client.session.timeout == 60
