"""Each bug of dagster-fivetran that we contain: still there upstream, and not in our client.

A failure of a test named `upstream_…` is good news: take the containment out of
`weir.adapters.dagster_fivetran`.
"""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import dagster as dg
import pytest
from dagster_fivetran import FivetranWorkspace, resources
from dagster_fivetran.resources import FivetranClient
from tests.sandbox.fivetran.conftest import account, sales  # noqa: F401

from sandbox.fivetran.testing import Account
from weir.adapters.dagster_fivetran import Client, official
from weir.components.fivetran import account as access
from weir.components.fivetran.request import FivetranError, Requests
from weir.retry import Policy, UnavailableError

GOOGLE, META = "conn_google_ads", "conn_facebook_ads"
GROUP = "shop_warehouse"
NOWHERE = "http://127.0.0.1:9"


def stock_client(account: Account, **options: bool) -> FivetranClient:  # noqa: F811
    known = account.settings
    return FivetranClient(
        known["FIVETRAN_API_KEY"],
        known["FIVETRAN_API_SECRET"],
        request_max_retries=3,
        request_retry_delay=0.01,
        request_backoff_factor=1.0,
        disable_schedule_on_trigger=options.get("disable_schedule_on_trigger", False),
    )


@pytest.fixture
def upstream(
    account: Account,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> FivetranClient:
    """The stock client, redirected the only way there is: a module's constant."""
    account.settled(META)
    monkeypatch.setattr(resources, "FIVETRAN_API_BASE", account.url)
    return stock_client(account)


@pytest.fixture
def client(account: Account) -> Client:  # noqa: F811
    account.settled(META)
    return our_client(account.settings, Policy(first=0.01))


def our_client(known: dict[str, str], policy: Policy) -> Client:
    there = access.Account(
        url=known["FIVETRAN_API_URL"],
        key=known["FIVETRAN_API_KEY"],
        secret=known["FIVETRAN_API_SECRET"],
        may_trigger=True,
    )
    return Client(Requests(there, policy))


def test_upstream_cannot_be_pointed_at_another_address() -> None:
    assert not {"api_url", "base_url", "api_base"} & FivetranWorkspace.model_fields.keys()


def test_our_client_can_and_calls_official_paths_only(client: Client, account: Account) -> None:  # noqa: F811
    account.requests.clear()
    client.get_schema_config_for_connector(META)
    client.start_sync(GOOGLE)
    account.settled(GOOGLE)
    client.start_resync(GOOGLE)
    assert not [line for line in account.requests if "connectors" in line or "force" in line]
    assert official("connectors/a/force") == "connections/a/sync"
    assert official("groups/connectors_eu/connectors") == "groups/connectors_eu/connections"


def test_upstream_calls_names_that_the_definition_no_longer_has(
    upstream: FivetranClient,
    account: Account,  # noqa: F811
) -> None:
    account.requests.clear()
    upstream.start_sync(GOOGLE)
    assert account.requests[-1] == f"POST /v1/connectors/{GOOGLE}/force"


def test_upstream_ignores_retry_after(upstream: FivetranClient, account: Account) -> None:  # noqa: F811
    account.fault("/connectors/", status=429, times=4, headers={"Retry-After": "5"})
    started = time.monotonic()
    with pytest.raises(dg.Failure, match="Max retries"):
        upstream.get_connector_details(META)
    assert time.monotonic() - started < 5, "three waits of five seconds were asked for"


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_our_client_waits_as_long_as_retry_after_says(
    client: Client,
    account: Account,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    form: str,
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("weir.retry.request.sleep", slept.append)
    after = "7"
    if form == "date":
        moment = datetime.now(UTC) + timedelta(seconds=60)
        after = format_datetime(moment, usegmt=True)
    headers = {"Retry-After": after}
    if form == "date":
        headers["Date"] = format_datetime(moment - timedelta(seconds=7), usegmt=True)
    account.fault("/connections/", status=429, headers=headers)
    assert client.get_connector_details(META)["id"] == META
    assert [round(seconds) for seconds in slept] == [7]


def test_our_client_gives_up_where_retry_after_is_too_long(
    client: Client,
    account: Account,  # noqa: F811
) -> None:
    account.fault("/connections/", status=429, headers={"Retry-After": "86400"})
    with pytest.raises(UnavailableError, match=r"answered 429 and asks to wait 86400 s"):
        client.get_connector_details(META)


def test_upstream_fails_with_unbound_local_error_when_nothing_answers(
    upstream: FivetranClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "FIVETRAN_API_BASE", NOWHERE)
    with pytest.raises(UnboundLocalError):
        upstream.get_connector_details(META)


def test_our_client_says_that_nothing_answers() -> None:
    known = {"FIVETRAN_API_URL": NOWHERE, "FIVETRAN_API_KEY": "k", "FIVETRAN_API_SECRET": "s"}
    lost = our_client(known, Policy(first=0.01))
    with pytest.raises(UnavailableError, match="refused the connection; gave up after 5 tries"):
        lost.get_connector_details(META)


def test_upstream_repeats_what_cannot_succeed(
    upstream: FivetranClient,
    account: Account,  # noqa: F811
) -> None:
    account.requests.clear()
    upstream.api_secret = "wrong"
    with pytest.raises(dg.Failure, match="Max retries"):
        upstream.get_connector_details(META)
    assert len(account.requests) == 4


@pytest.mark.parametrize(("path", "status"), [("conn_nothing", 404), (META, 401)])
def test_our_client_does_not(
    client: Client,
    account: Account,  # noqa: F811
    path: str,
    status: int,
) -> None:
    account.requests.clear()
    if status == 401:
        wrong = replace(client.requests.account, secret="wrong")
        client.requests = replace(client.requests, account=wrong)
    with pytest.raises(FivetranError, match=f"answered {status}") as refused:
        client.get_connector_details(path)
    assert len(account.requests) == 1
    assert refused.value.status == status


@pytest.mark.parametrize("after", [False, True])
def test_our_client_repeats_a_server_error_and_starts_one_sync(
    client: Client,
    account: Account,  # noqa: F811
    after: bool,
) -> None:
    account.change(GOOGLE, delay=0.5)
    account.fault("/sync", status=502, after=after)
    client.start_sync(GOOGLE)
    assert account.settled(GOOGLE)["starts"] == 1
    assert account.requests.count(f"POST /v1/connections/{GOOGLE}/sync") == 2


def test_upstream_loses_everything_behind_the_first_page(
    upstream: FivetranClient,
    account: Account,  # noqa: F811
) -> None:
    account.add(1003)
    assert len(upstream.list_connectors_for_group(GROUP)) == 1000


def test_our_client_reads_all_pages(client: Client, account: Account) -> None:  # noqa: F811
    account.add(1003)
    found = [connection["id"] for connection in client.connections()]
    assert len(found) == len(set(found)) == 1005
    assert len(client.list_connectors_for_group(GROUP)) == 1005


def test_upstream_switches_a_connections_own_schedule_off_by_default(
    upstream: FivetranClient,
    account: Account,  # noqa: F811
) -> None:
    assert FivetranWorkspace.model_fields["disable_schedule_on_trigger"].default is True
    stock_client(account, disable_schedule_on_trigger=True).start_sync(META)
    assert account.show(META)["schedule_type"] == "manual"


def test_our_client_leaves_it_alone(client: Client, account: Account) -> None:  # noqa: F811
    client.start_sync(META)
    assert account.show(META)["schedule_type"] == "auto"


def test_upstream_answers_nothing_for_a_paused_connection(
    upstream: FivetranClient,
    account: Account,  # noqa: F811
) -> None:
    account.change(META, paused=True)
    assert upstream.sync_and_poll(META) is None  # the run is green, and empty (dagster#28982)


def test_upstream_takes_the_end_of_an_older_sync_for_the_end_of_ours(
    upstream: FivetranClient,
    account: Account,  # noqa: F811
) -> None:
    account.change(META, delay=0.7)
    account.sync(META)
    account.change(META, delay=0.0)
    upstream.sync_and_poll(META, poll_interval=0.1)
    assert account.show(META)["starts"] == 2  # the one before the test, and the older one


def test_upstream_gives_no_reason_for_a_failed_sync(
    upstream: FivetranClient,
    account: Account,  # noqa: F811
) -> None:
    account.change(META, fail_next="The token was revoked")
    with pytest.raises(dg.Failure) as failed:
        upstream.sync_and_poll(META, poll_interval=0.1)
    assert "revoked" not in (failed.value.description or "")


def test_upstream_exposes_no_timeout_for_a_sync() -> None:
    assert not {"poll_interval", "poll_timeout"} & FivetranWorkspace.model_fields.keys()


def test_a_request_without_end_is_ended(client: Client, account: Account) -> None:  # noqa: F811
    account.requests.clear()
    account.fault("/connections/", status=None, delay=2.0, times=5)
    client.requests.policy = replace(client.requests.policy, timeout=0.2)
    with pytest.raises(UnavailableError, match="did not answer in time; gave up after 5 tries"):
        client.get_connector_details(META)
    assert len(account.requests) == 5
