"""`trigger: fivetran`: its own schedule counts; the step waits, verifies and never triggers."""

import threading

from tests.weir.components.fivetran.conftest import Step, declared, rows

from sandbox.fivetran.testing import Account
from weir.environment import current

META = "conn_facebook_ads"


def posted(account: Account) -> list[str]:
    return [line for line in account.requests if not line.startswith("GET")]


def test_the_last_sync_is_reported_and_none_is_started(connected: Account) -> None:
    state = connected.settled(META)
    made = Step(declared("facebook_ads")).made()
    assert made["basic_ad"]["dagster/row_count"] == 51 * 18
    assert made["basic_ad"]["weir/probe"] == state["succeeded_at"]
    assert posted(connected) == []


def test_a_sync_in_progress_is_waited_for(connected: Account) -> None:
    connected.settled(META)
    connected.change(META, delay=1.0)
    connected.world.tick(1)
    assert connected.show(META)["sync_state"] == "syncing"
    made = Step(declared("facebook_ads")).made()
    assert made["basic_ad"]["dagster/row_count"] == 52 * 18
    assert posted(connected) == []


def test_the_first_sync_of_a_new_connection_is_waited_for(connected: Account) -> None:
    connected.settled(META)
    connected.change(META, schedule_type="manual")
    step = Step(declared("facebook_ads"))
    from sandbox.fivetran.sync import Syncs

    with Syncs.of(connected.world).store.change(META) as connection:
        connection.succeeded_at = None
        connection.schedule_type = "auto"
    threading.Timer(1.0, lambda: connected.sync(META)).start()
    assert step.made()["basic_ad"]["weir/probe"] == connected.show(META)["succeeded_at"]


def test_a_failed_sync_of_its_own_schedule_is_an_error(connected: Account) -> None:
    connected.settled(META)
    connected.change(META, fail_next="Meta's API is down")
    connected.world.tick(1)
    connected.settled(META)
    assert "failed: Meta's API is down" in Step(declared("facebook_ads")).refused()


def test_a_paused_connection_fails_instead_of_reporting_old_rows(connected: Account) -> None:
    connected.settled(META)
    connected.change(META, paused=True)
    assert "the connection is paused" in Step(declared("facebook_ads")).refused()


def test_a_manual_connection_that_nobody_triggers_is_an_error(connected: Account) -> None:
    connected.settled(META)
    connected.change(META, schedule_type="manual")
    assert "nobody starts its syncs" in Step(declared("facebook_ads")).refused()


def test_a_new_warehouse_is_filled_from_the_start_though_a_sync_came_first(
    connected: Account,
) -> None:
    connected.settled(META)
    step = Step(declared("facebook_ads"))
    step.made()
    current().home.warehouse.unlink()
    connected.world.tick(1)
    connected.settled(META)
    assert rows("select count(distinct date) from facebook_ads.basic_ad") == [(8,)]
    assert step.made()["basic_ad"]["dagster/row_count"] == 52 * 18


def test_the_wait_has_a_bound(connected: Account) -> None:
    connected.settled(META)
    connected.change(META, delay=5.0)
    connected.world.tick(1)
    said = Step(declared("facebook_ads", timeout="1s")).refused()
    assert "waited 0:00:01 for the sync in progress" in said
