"""`trigger: weir`: only a sync of ours counts, and a failure never looks like a success."""

import time
from datetime import date

import pytest
from tests.weir.components.fivetran.conftest import Step, declared, once_syncing, rows

from sandbox.fivetran.testing import Account
from weir.warehouse import open_warehouse

GOOGLE, META = "conn_google_ads", "conn_facebook_ads"
DAYS = 51  # 2017-01-01 to 2017-02-20


@pytest.fixture
def step(connected: Account) -> Step:
    connected.settled(META)
    return Step(declared("google_ads"))


def test_a_sync_loads_and_says_how_much(connected: Account, step: Step) -> None:
    made = step.made()
    assert {name: facts["dagster/row_count"] for name, facts in made.items()} == {
        "account_history": 1,
        "campaign_history": 8,
        "campaign_stats": DAYS * 24,
    }
    state = connected.show(GOOGLE)
    assert {facts["weir/probe"] for facts in made.values()} == {state["succeeded_at"]}
    assert made["campaign_stats"]["dagster/table_name"] == "google_ads.campaign_stats"
    connected.world.tick(2)
    again = step.made()
    assert {name: facts["rows_loaded"] for name, facts in again.items()} == {
        "account_history": 0,
        "campaign_history": 0,
        "campaign_stats": 9 * 24,  # two new days, seven restated ones
    }
    assert again["campaign_stats"]["dagster/row_count"] == (DAYS + 2) * 24


def test_the_connections_schedule_is_left_alone(connected: Account, step: Step) -> None:
    connected.change(GOOGLE, schedule_type="auto")
    connected.settled(GOOGLE)
    step.made()
    assert connected.show(GOOGLE)["schedule_type"] == "auto"
    assert [line for line in connected.requests if line.startswith("PATCH")] == []


def test_only_official_paths_are_called(connected: Account, step: Step) -> None:
    step.made()
    assert {line.split("/v1/")[1] for line in connected.requests} == {
        f"connections/{GOOGLE}",
        f"connections/{GOOGLE}/sync",
        f"connections/{GOOGLE}/schemas",
    }


def test_a_paused_connection_fails_instead_of_skipping(connected: Account, step: Step) -> None:
    connected.change(GOOGLE, paused=True)
    assert "the connection is paused, so nothing is loaded" in step.refused()
    assert connected.show(GOOGLE)["starts"] == 0


def test_a_connection_paused_during_its_sync_fails_instead_of_waiting(
    connected: Account, step: Step
) -> None:
    connected.change(GOOGLE, delay=3.0)
    once_syncing(connected, GOOGLE, lambda: connected.change(GOOGLE, paused=True))
    assert "is paused" in step.refused()
    assert connected.show(GOOGLE)["sync_state"] == "syncing", "it did not wait for the end"


def test_a_broken_connection_is_refused(connected: Account, step: Step) -> None:
    connected.change(GOOGLE, setup_state="broken")
    assert "the connection's setup is broken" in step.refused()


def test_a_failed_sync_tells_fivetrans_reason(connected: Account, step: Step) -> None:
    connected.change(GOOGLE, fail_next="The refresh token was revoked")
    said = step.refused()
    assert "failed: The refresh token was revoked" in said
    assert "https://fivetran.com/dashboard/connections/conn_google_ads" in said
    assert step.made()["campaign_stats"]["dagster/row_count"] == DAYS * 24


def test_a_sync_that_ran_already_does_not_count_as_ours(connected: Account, step: Step) -> None:
    connected.change(GOOGLE, delay=1.0)
    connected.sync(GOOGLE)  # reads its source as of the 20th
    connected.world.tick(1)
    step.made()
    assert connected.show(GOOGLE)["starts"] == 2
    assert rows("select max(date) from google_ads.campaign_stats") == [(date(2017, 2, 21),)]


def test_a_sync_that_takes_too_long_is_given_up(connected: Account) -> None:
    connected.settled(META)
    connected.change(GOOGLE, delay=5.0)
    said = Step(declared("google_ads", timeout="1s")).refused()
    assert "waited 0:00:01 for our sync; the connection is syncing" in said
    assert connected.show(GOOGLE)["sync_state"] == "syncing"


def test_a_manual_sync_that_is_put_off_is_triggered_again(connected: Account, step: Step) -> None:
    connected.change(GOOGLE, reschedule_next=1.0)
    step.made()
    assert connected.show(GOOGLE)["starts"] == 2


def test_a_sync_put_off_beyond_the_timeout_is_given_up_at_once(
    connected: Account, step: Step
) -> None:
    connected.change(GOOGLE, reschedule_next=3600.0)
    assert "the source's quota is used up" in step.refused()


def test_a_table_that_was_dropped_comes_back_whole(connected: Account, step: Step) -> None:
    step.made()
    with open_warehouse().session("test") as session:
        session.execute("drop table google_ads.campaign_stats")
    connected.world.tick(1)
    assert step.made()["campaign_stats"]["dagster/row_count"] == (DAYS + 1) * 24
    assert f"POST /v1/connections/{GOOGLE}/resync" in connected.requests


def test_a_full_refresh_syncs_from_the_start(connected: Account, step: Step) -> None:
    step.made()
    made = step.made(**{"weir/full_refresh": "true"})
    assert made["campaign_stats"]["rows_loaded"] == DAYS * 24
    assert made["campaign_stats"]["dagster/row_count"] == DAYS * 24


def test_nothing_is_triggered_outside_production_but_in_the_sandbox(
    connected: Account, step: Step, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("weir.environment.LOOPBACK", frozenset())
    assert "a sync would be started, but only production may" in step.refused()
    assert connected.show(GOOGLE)["starts"] == 0


def test_an_api_that_does_not_answer_is_said_and_the_warehouse_is_left_alone(
    connected: Account, step: Step, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("weir.retry.request.sleep", lambda _: None)
    monkeypatch.setenv("FIVETRAN_API_URL", "http://127.0.0.1:9")
    assert "Fivetran's API refused the connection; gave up after 5 tries" in step.refused()
    assert rows("select count(*) from duckdb_tables() where schema_name = 'google_ads'") == [(0,)]


def test_a_wrong_key_is_said_at_once(
    connected: Account, step: Step, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIVETRAN_API_KEY", "wrong")
    connected.requests.clear()
    said = step.refused()
    assert "answered 401 (AuthFailed: the API key or its secret is wrong)" in said
    assert "set FIVETRAN_API_KEY and FIVETRAN_API_SECRET" in said
    assert len(connected.requests) == 1


def test_a_rate_limit_and_a_server_error_are_waited_out(connected: Account, step: Step) -> None:
    connected.fault("/connections/", status=429, headers={"Retry-After": "1"})
    connected.fault("/connections/", method="GET", status=500)
    started = time.monotonic()
    assert step.made()["campaign_stats"]["dagster/row_count"] == DAYS * 24
    assert time.monotonic() - started >= 1
    assert connected.show(GOOGLE)["starts"] == 1


def test_neither_pool_nor_lease_is_held_while_a_sync_runs(connected: Account, step: Step) -> None:
    connected.change(GOOGLE, delay=3.0)
    seen: list[str] = []

    def somebody_writes() -> None:
        with open_warehouse().session("somebody") as session:
            session.execute("create schema somebody")
        seen.append(connected.show(GOOGLE)["sync_state"])

    once_syncing(connected, GOOGLE, somebody_writes)
    step.made()
    assert seen == ["syncing"]
