"""The loyalty API: pages, patience and refusals."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.ingestion.place import Source, defs_of, explanation, loaded, sql
from tests.ports import free_port

from ingestion.defs.loyalty.probe import loyalty as probe
from weir.graph.model import Probe
from weir.plan.probe import ask_each
from weir.retry import UnavailableError

TOKEN = "secret-token"
CAMPAIGN = {
    "campaign_id": 1,
    "campaign_type": "Type A",
    "start_date": "2017-01-02",
    "end_date": "2017-02-01",
    "updated_at": "2017-01-02T14:00:00Z",
}


class Api:
    """A stand-in that gives two rows a page."""

    def __init__(self) -> None:
        self.rows: dict[str, list[tuple[str, dict[str, Any]]]] = {
            "campaigns": [(str(CAMPAIGN["updated_at"]), CAMPAIGN)],
            "sends": [send(n, "2017-01-02T15:00:00Z") for n in range(5)],
            "coupons": [coupon(n, 1, "2017-01-02T14:00:00Z") for n in (1, 1, 2)],
            "redemptions": [],
        }
        self.calls: list[str] = []
        self.busy = 0

    def answer(self, path: str, token: str) -> tuple[int, dict[str, Any]]:
        self.calls.append(path)
        if token != f"Bearer {TOKEN}":
            return 401, {"error": "no"}
        if self.busy:
            self.busy -= 1
            return 429, {"error": "later"}
        parts = urlsplit(path)
        name = parts.path.rpartition("/")[2]
        if name == "changes":
            return 200, {
                table: {"count": len(rows), "updated_at": max((r[0] for r in rows), default=None)}
                for table, rows in self.rows.items()
            }
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        since = query.get("updated_since", "")
        found = [row for at, row in self.rows[name] if at >= since]
        start = int(query.get("cursor", 0))
        following = str(start + 2) if start + 2 < len(found) else None
        return 200, {"data": found[start : start + 2], "meta": {"next_cursor": following}}


def send(household: int, at: str) -> tuple[str, dict[str, Any]]:
    row = {"send_id": f"1-{household}", "campaign_id": 1, "household_id": household, "sent_at": at}
    return at, row


def coupon(upc: int, campaign: int, at: str) -> tuple[str, dict[str, Any]]:
    return at, {"coupon_upc": upc, "product_id": 5, "campaign_id": campaign}


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    system = Api()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = system.answer(self.path, self.headers.get("Authorization", ""))
            content = json.dumps(body).encode()
            self.send_response(status)
            if status == 429:
                self.send_header("Retry-After", "0")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("LOYALTY_API_URL", f"http://127.0.0.1:{server.server_port}/loyalty")
    monkeypatch.setenv("LOYALTY_API_TOKEN", TOKEN)
    yield system
    server.shutdown()
    server.server_close()


def test_all_pages_are_read_and_times_are_utc(api: Api) -> None:
    found = loaded(Source("loyalty").load())
    assert found == {"campaigns": 1, "sends": 5, "coupons": 3, "redemptions": 0}
    assert sql("select sent_at::varchar, count(*) from loyalty.sends group by 1") == [
        ("2017-01-02 15:00:00", 5)
    ]
    assert sql("select start_date::varchar, updated_at::varchar from loyalty.campaigns") == [
        ("2017-01-02", "2017-01-02 14:00:00")
    ]
    assert sql("select count(*) from loyalty.redemptions") == [(0,)]


def test_a_second_load_asks_for_no_page_when_nothing_changed(api: Api) -> None:
    source = Source("loyalty")
    assert source.load().success
    api.calls.clear()
    assert loaded(source.load()) == {"campaigns": 0, "sends": 0, "coupons": 0, "redemptions": 0}
    assert {call.rpartition("/")[2] for call in api.calls if "redemptions" not in call} == {
        "changes"
    }


def test_only_what_changed_since_is_read_and_merged(api: Api) -> None:
    source = Source("loyalty")
    assert source.load().success
    api.rows["sends"] += [send(9, "2017-03-01T15:00:00Z")]
    api.rows["coupons"] += [coupon(8, 2, "2017-03-01T14:00:00Z")]
    api.calls.clear()
    found = loaded(source.load())
    assert found["sends"] == 6  # those of the last time are read again, and merged
    assert next(call for call in api.calls if "sends" in call).endswith(
        "updated_since=2017-01-02T15%3A00%3A00Z"
    )
    assert sql("select count(*), count(distinct send_id) from loyalty.sends") == [(6, 6)]
    upcs = "select coupon_upc, campaign_id from loyalty.coupons order by all"
    assert sql(upcs) == [(1, 1), (1, 1), (2, 1), (8, 2)]


def test_a_busy_api_is_asked_again(api: Api) -> None:
    api.busy = 3
    assert loaded(Source("loyalty").load())["sends"] == 5


def test_a_wrong_token_fails_at_once_and_names_the_setting(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOYALTY_API_TOKEN", "wrong")
    text = explanation(Source("loyalty").load())
    assert "the loyalty API refuses the token (401)" in text
    assert "LOYALTY_API_TOKEN" in text
    assert "/loyalty/v1/changes" in text
    assert len(api.calls) == 1


def test_a_token_that_expires_between_pages_is_named_too(api: Api) -> None:
    answer = api.answer

    def expiring(path: str, token: str) -> tuple[int, dict[str, Any]]:
        return answer(path, "" if "cursor" in path else token)

    api.answer = expiring  # type: ignore[method-assign]
    text = explanation(Source("loyalty").load())
    assert "the loyalty API refuses the token (401)" in text
    assert "LOYALTY_API_TOKEN" in text


def test_a_refused_connection_names_the_address_and_its_setting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    port = free_port()
    monkeypatch.setenv("LOYALTY_API_URL", f"http://127.0.0.1:{port}")
    monkeypatch.setenv("LOYALTY_API_TOKEN", TOKEN)
    monkeypatch.setattr("weir.retry.request.sleep", lambda _: None)
    text = explanation(Source("loyalty").load())
    assert "the loyalty API refused the connection; gave up after 4 tries" in text, "the probe's"
    assert f"setting LOYALTY_API_URL = http://127.0.0.1:{port}" in text
    with pytest.raises(UnavailableError, match="refused the connection"):
        probe()


def test_the_probe_changes_with_its_own_table_only(api: Api) -> None:
    before = probe()
    api.rows["sends"] += [send(9, "2017-03-01T15:00:00Z")]
    after = probe()
    assert {table for table in api.rows if after[table] != before[table]} == {"sends"}


def test_a_look_at_all_tables_is_one_request(api: Api) -> None:
    specs = defs_of("loyalty").resolve_asset_graph().asset_nodes
    probes = {
        node.key.path[1]: (Probe(**node.metadata["weir/probe"]), None)
        for node in specs
        if node.is_materializable
    }
    answers = ask_each(probes)
    assert [call.rpartition("/")[2] for call in api.calls] == ["changes"]
    assert {table: json.loads(str(a.token))["count"] for table, a in answers.items()} == {
        "campaigns": 1,
        "sends": 5,
        "coupons": 3,
        "redemptions": 0,
    }
