"""The probe's token differs from the recorded one exactly when a run has something to do."""

import sys
from datetime import UTC, datetime, timedelta
from subprocess import run
from typing import Any

import pytest
from tests.weir.components.fivetran.conftest import Step, declared

from sandbox.fivetran.testing import Account
from weir.components.fivetran.probe import probe
from weir.components.fivetran.state import State
from weir.errors import WeirError

GOOGLE, META = "conn_google_ads", "conn_facebook_ads"
OURS = ("FIVETRAN_GOOGLE_ADS_CONNECTION", "weir", 6 * 3600.0)
THEIRS = ("FIVETRAN_FACEBOOK_ADS_CONNECTION", "fivetran", None)


def arguments(step: Step) -> dict[str, Any]:
    [spec] = [s for s in step.assets.specs if s.key.path[1] == "account_history"]
    assert spec.metadata["weir/probe"]["call"] == "weir.components.fivetran.probe:probe"
    found: dict[str, Any] = spec.metadata["weir/probe"]["arguments"]
    return found


@pytest.mark.parametrize("name", ["google_ads", "facebook_ads"])
def test_what_is_recorded_after_a_run_is_what_the_probe_says_until_there_is_news(
    connected: Account, name: str
) -> None:
    connected.settled(META)
    step = Step(declared(name))
    recorded = step.made()["account_history"]["weir/probe"]
    assert probe(**arguments(step)) == recorded
    assert probe(**arguments(step)) == recorded
    connected.world.tick(1)
    connected.settled(META)
    assert probe(**arguments(step)) != recorded
    assert step.made()["account_history"]["weir/probe"] == probe(**arguments(step))


def test_what_has_to_be_looked_at_is_never_the_recorded_token(connected: Account) -> None:
    assert probe(*OURS) == "never synced"
    succeeded = connected.settled(META)["succeeded_at"]
    assert probe(*THEIRS) == succeeded
    connected.change(META, delay=1.0)
    connected.world.tick(1)
    assert probe(*THEIRS) == f"syncing, last synced {succeeded}"
    succeeded = connected.settled(META)["succeeded_at"]
    connected.change(META, fail_next="down", delay=0.0)
    connected.world.tick(1)
    failed = connected.settled(META)["failed_at"]
    assert probe(*THEIRS) == f"failed {failed}"
    connected.change(META, paused=True)
    assert probe(*THEIRS) == f"paused, last synced {succeeded}"


def test_ours_is_due_by_fivetrans_clock_and_not_by_this_machines() -> None:
    state = State.of(
        {
            "id": "c",
            "service": "google_ads",
            "schema": "google_ads",
            "paused": False,
            "status": {"setup_state": "connected", "sync_state": "scheduled"},
            "succeeded_at": "2017-02-21T04:00:00.000001Z",
        }
    )
    every, last = timedelta(hours=6), datetime(2017, 2, 21, 4, 0, 0, 1, UTC)
    assert state.token("weir", every, last + every - timedelta(seconds=1)) == state.succeeded_at
    assert state.token("weir", every, last + every).startswith("due")
    assert state.token("weir", every, None).startswith("due"), "without a clock: look"
    assert state.token("fivetran", None, last + every) == state.succeeded_at


def test_a_source_that_cannot_be_asked_is_an_error_and_not_nothing_new(
    connected: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    connected.settled(META)
    monkeypatch.setenv("FIVETRAN_API_SECRET", "wrong")
    with pytest.raises(WeirError, match="answered 401"):
        probe(*THEIRS)
    monkeypatch.setenv("FIVETRAN_API_URL", "http://127.0.0.1:9")
    monkeypatch.setattr("weir.retry.request.sleep", lambda _: None)
    with pytest.raises(WeirError, match="refused the connection; gave up after 4 tries"):
        probe(*THEIRS)
    monkeypatch.delenv("FIVETRAN_API_URL")
    with pytest.raises(WeirError, match="FIVETRAN_API_URL is not set"):
        probe(*THEIRS)


def test_the_probe_needs_no_vendor() -> None:
    code = (
        "import sys, weir.components.fivetran.probe;"
        "print([m for m in sys.modules if m.startswith(('dagster_fivetran', 'duckdb'))])"
    )
    done = run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
