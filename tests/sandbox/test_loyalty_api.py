from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from sandbox.loyalty import TOKEN
from sandbox.world import World

Get = Callable[..., Any]


@pytest.fixture
def get(client: TestClient, world: World) -> Get:
    headers = {"Authorization": f"Bearer {world.secret(TOKEN)}"}

    def ask(path: str, **params: Any) -> Any:
        return client.get(f"/loyalty/v1/{path}", params=params, headers=headers)

    return ask


def everything(get: Get, resource: str, limit: int = 500, **params: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = get(resource, limit=limit, **cursor, **params).json()
        assert len(page["data"]) <= limit
        found += page["data"]
        if page["meta"]["next_cursor"] is None:
            return found
        cursor = {"cursor": page["meta"]["next_cursor"]}


@pytest.mark.parametrize("authorization", [None, "Bearer wrong", "Basic abc", "Bearer "])
def test_a_missing_or_wrong_token_is_refused(client: TestClient, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    answer = client.get("/loyalty/v1/changes", headers=headers)
    assert answer.status_code == 401
    assert answer.json() == {"error": "the token is missing or wrong"}


@pytest.mark.parametrize("limit", [7, 100, 500])
def test_pages_hold_every_record_once(get: Get, limit: int) -> None:
    sends = everything(get, "sends", limit)
    ids = [send["send_id"] for send in sends]
    assert len(ids) == len(set(ids)) == get("changes").json()["sends"]["count"]
    assert [send["sent_at"] for send in sends] == sorted(send["sent_at"] for send in sends)


def test_a_page_read_across_a_tick_loses_nothing(get: Get, world: World) -> None:
    first = get("redemptions", limit=1).json()
    assert first["meta"]["next_cursor"] is not None
    world.tick(20)
    rest = everything(get, "redemptions", cursor=first["meta"]["next_cursor"])
    ids = [row["redemption_id"] for row in [*first["data"], *rest]]
    assert ids == list(range(1, get("changes").json()["redemptions"]["count"] + 1))


def test_records_of_later_days_are_not_shown(get: Get, world: World) -> None:
    before = get("changes").json()
    redemptions = everything(get, "redemptions")
    assert max(row["redeemed_at"] for row in redemptions) <= "2017-01-07"
    world.tick(30)
    after = get("changes").json()
    assert after["redemptions"]["count"] > before["redemptions"]["count"] == len(redemptions)
    assert after["redemptions"]["updated_at"] > before["redemptions"]["updated_at"]


def test_updated_since_includes_and_updated_before_excludes_its_moment(get: Get) -> None:
    rows = everything(get, "redemptions")
    moments = sorted({row["redeemed_at"] for row in rows})
    middle = moments[len(moments) // 2]
    since = everything(get, "redemptions", updated_since=middle)
    before = everything(get, "redemptions", updated_before=middle)
    assert since == [row for row in rows if row["redeemed_at"] >= middle]
    assert before == [row for row in rows if row["redeemed_at"] < middle]
    offset = middle.replace("17:00:00Z", "12:00:00-05:00")
    assert offset != middle
    assert everything(get, "redemptions", updated_since=offset) == since


def test_what_changed_since_the_time_in_changes_is_the_last_change(get: Get) -> None:
    for resource, latest in get("changes").json().items():
        assert everything(get, resource, updated_since=latest["updated_at"])
        just_after = latest["updated_at"].replace("Z", ".000001Z")
        assert not everything(get, resource, updated_since=just_after)


@pytest.mark.parametrize(
    ("path", "params", "status"),
    [
        ("nothing", {}, 404),
        ("sends", {"limit": 501}, 400),
        ("sends", {"limit": 0}, 400),
        ("sends", {"limit": "many"}, 400),
        ("sends", {"cursor": "nonsense"}, 400),
        ("sends", {"cursor": "é"}, 400),
        ("sends", {"updated_since": "yesterday"}, 400),
        ("sends", {"updated_sinze": "2017-01-01"}, 400),
    ],
)
def test_a_request_that_makes_no_sense_is_refused_with_a_reason(
    get: Get, path: str, params: dict[str, Any], status: int
) -> None:
    answer = get(path, **params)
    assert answer.status_code == status
    assert answer.json()["error"]
