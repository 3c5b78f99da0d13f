"""A sync of the stand-in really loads, restates and remembers."""

from datetime import date, timedelta
from typing import Any

import requests

from sandbox.fivetran.sync import Syncs
from sandbox.fivetran.testing import Account, running
from sandbox.world import World
from weir.warehouse import open_warehouse

GOOGLE, META = "conn_google_ads", "conn_facebook_ads"


def rows(sql: str) -> list[tuple[Any, ...]]:
    with open_warehouse().session("test", read_only=True) as session:
        return session.rows(sql)


def api(account: Account, method: str, path: str, body: object = None) -> requests.Response:
    known = account.settings
    return requests.request(
        method,
        f"{account.url}/v1/{path}",
        json=body,
        auth=(known["FIVETRAN_API_KEY"], known["FIVETRAN_API_SECRET"]),
        timeout=10,
    )


def trigger(account: Account, connection: str) -> dict[str, Any]:
    assert api(account, "POST", f"connections/{connection}/sync").status_code == 200
    return account.settled(connection)


def test_the_scheduled_connection_syncs_by_itself_and_the_manual_one_waits(
    account: Account,
) -> None:
    assert account.settled(META)["succeeded_at"] is not None
    assert account.show(GOOGLE)["succeeded_at"] is None
    days = (date(2017, 2, 20) - date(2017, 1, 1)).days + 1
    assert rows("select count(*), min(date), max(date) from facebook_ads.basic_ad") == [
        (days * 18, date(2017, 1, 1), date(2017, 2, 20))
    ]


def test_the_second_sync_loads_new_and_restated_days_only(account: Account) -> None:
    account.settled(META)
    first = trigger(account, GOOGLE)
    young = "select sum(conversions_value) from google_ads.campaign_stats where date = '2017-02-20'"
    before = rows(young)[0][0]
    account.world.tick(2)
    second = trigger(account, GOOGLE)
    assert second["succeeded_at"] > first["succeeded_at"]
    [(loaded, oldest, newest)] = rows(
        "select count(*), min(date), max(date) from google_ads.campaign_stats "
        f"where _fivetran_synced > '{first['succeeded_at'][:-1]}'"
    )
    assert (loaded, oldest, newest) == (9 * 24, date(2017, 2, 14), date(2017, 2, 22))
    assert rows(young)[0][0] > before * 1.2
    assert rows("select count(*), count(distinct _fivetran_id) from google_ads.campaign_stats") == [
        (53 * 24, 53 * 24)
    ]


def test_a_sync_interrupted_by_the_end_of_the_sandbox_is_done_at_the_next_start(
    account: Account,
) -> None:
    account.settled(META)
    account.world.tick(1)
    account.settled(META)
    with Syncs.of(account.world).store.change(META) as connection:
        connection.sync_state = "syncing"  # what a killed process leaves behind
        connection.tables["basic_ad"].through = None
    with running(World(account.world.state)) as again:
        assert again.settled(META)["tables"]["basic_ad"]["through"] == "2017-02-21"
    assert rows("select count(*) from facebook_ads.basic_ad") == [(52 * 18,)]


def test_a_row_that_the_platform_takes_back_is_marked_and_stays(account: Account) -> None:
    account.settled(META)
    account.change(META, withdraw=["2017-02-19"])
    account.world.tick(1)
    account.settled(META)
    assert rows(
        "select date, count(*) from facebook_ads.basic_ad where _fivetran_deleted group by 1"
    ) == [(date(2017, 2, 19), 18)]
    account.change(META, withdraw=[])
    account.world.tick(1)
    account.settled(META)
    assert rows("select count(*) from facebook_ads.basic_ad where _fivetran_deleted") == [(0,)]


def test_a_failed_sync_says_why_and_loads_nothing(account: Account) -> None:
    account.settled(META)
    account.change(GOOGLE, fail_next="The refresh token was revoked")
    state = trigger(account, GOOGLE)
    assert state["succeeded_at"] is None
    details = api(account, "GET", f"connections/{GOOGLE}").json()["data"]
    assert details["status"]["tasks"][0]["message"] == "The refresh token was revoked"
    assert rows("select count(*) from duckdb_tables() where schema_name = 'google_ads'") == [(0,)]
    assert trigger(account, GOOGLE)["succeeded_at"] > state["failed_at"]


def test_a_dropped_table_comes_back_whole_only_after_a_resync(account: Account) -> None:
    account.settled(META)
    trigger(account, GOOGLE)
    with open_warehouse().session("test") as session:
        session.execute("drop table google_ads.campaign_stats")
    account.world.tick(1)
    trigger(account, GOOGLE)
    assert rows("select min(date) from google_ads.campaign_stats") == [(date(2017, 2, 14),)]
    assert api(account, "POST", f"connections/{GOOGLE}/resync").status_code == 200
    account.settled(GOOGLE)
    assert rows("select min(date), max(date) from google_ads.campaign_stats") == [
        (date(2017, 1, 1), date(2017, 2, 21))
    ]


def test_a_put_off_sync_runs_by_itself_only_with_an_automatic_schedule(account: Account) -> None:
    account.settled(META)
    account.change(GOOGLE, reschedule_next=0.2)
    assert trigger(account, GOOGLE)["sync_state"] == "rescheduled"
    account.change(META, reschedule_next=0.2)
    before = account.show(META)["succeeded_at"]
    account.world.tick(1)
    deadline = 100
    while account.show(META)["succeeded_at"] == before and (deadline := deadline - 1):
        account.settled(META)
    assert account.show(META)["succeeded_at"] > before
    assert account.show(GOOGLE)["sync_state"] == "rescheduled"


def test_a_paused_connection_takes_no_sync_and_keeps_to_its_schedule_later(
    account: Account,
) -> None:
    account.settled(META)
    assert api(account, "PATCH", f"connections/{META}", {"paused": True}).json()["data"]["paused"]
    account.world.tick(1)
    assert account.show(META)["sync_state"] == "paused"
    assert api(account, "POST", f"connections/{META}/sync").status_code == 409
    api(account, "PATCH", f"connections/{META}", {"paused": False})
    assert account.settled(META)["tables"]["basic_ad"]["through"] == "2017-02-21"


def test_a_table_switched_on_later_is_loaded_from_the_first_day(account: Account) -> None:
    account.settled(META)
    tables = {"basic_ad_actions": {"enabled": True}}
    body = {"schemas": {"facebook_ads": {"enabled": True, "tables": tables}}}
    assert api(account, "PATCH", f"connections/{META}/schemas", body).status_code == 200
    account.world.tick(1)
    account.settled(META)
    [(first, count)] = rows("select min(date), count(*) from facebook_ads.basic_ad_actions")
    assert (first, count) == (date(2017, 1, 1), 52 * 18)


def test_every_moment_is_on_the_sandboxs_clock_and_in_order(account: Account) -> None:
    account.settled(META)
    state = trigger(account, GOOGLE)
    answer = api(account, "GET", f"connections/{GOOGLE}")
    assert answer.headers["Date"].startswith("Tue, 21 Feb 2017 04:")
    [(synced,)] = rows("select max(_fivetran_synced) from google_ads.campaign_stats")
    assert synced.isoformat() < state["succeeded_at"]
    assert synced.date() == account.world.clock + timedelta(days=1)  # 23:00 in New York


def test_lists_have_pages_and_wrong_credentials_are_refused(account: Account) -> None:
    account.add(105)
    seen: list[str] = []
    cursor = ""
    while True:
        path = f"groups/shop_warehouse/connections?limit=40{cursor}"
        data = api(account, "GET", path).json()["data"]
        seen += [item["id"] for item in data["items"]]
        if "next_cursor" not in data:
            break
        cursor = f"&cursor={data['next_cursor']}"
    assert len(seen) == len(set(seen)) == 107
    assert api(account, "GET", "groups?cursor=x").status_code == 400
    wrong = requests.get(f"{account.url}/v1/groups", auth=("a", "b"), timeout=10)
    assert (wrong.status_code, wrong.json()["code"]) == (401, "AuthFailed")
    assert wrong.headers["Date"].startswith("Tue, 21 Feb 2017")
