import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from sandbox import inbox, systems
from sandbox.world import World

TITLE = "loyalty/sends was not made"


def post(client: TestClient, team: str, title: str, body: str = "", tone: str = "failure") -> int:
    # As apprise's JSON plugin sends it.
    sent = {"version": "1.0", "title": title, "message": body, "attachments": [], "type": tone}
    return client.post(f"/inbox/{team}", json=sent).status_code


def test_the_page_of_an_empty_inbox_says_so(client: TestClient) -> None:
    assert "Nothing was sent yet." in client.get("/inbox/").text


def test_messages_show_newest_first_and_by_team(client: TestClient) -> None:
    assert post(client, "finance", "first") == 200
    assert post(client, "ml", "second", tone="success") == 200
    page = client.get("/inbox/").text
    assert re.findall(r"<h3>(\w+)</h3>", page) == ["second", "first"]
    assert re.findall(r'<article class="(\w+)">', page) == ["success", "failure"]
    assert re.findall(r'data-team="(\w*)" data-messages="(\d+)"', page) == [
        *(("", "2"), ("finance", "1"), ("ml", "1"))
    ]
    assert re.findall(r"<h3>(\w+)</h3>", client.get("/inbox/?team=finance").text) == ["first"]
    assert [m["title"] for m in client.get("/inbox/messages").json()] == ["second", "first"]


def test_text_is_shown_as_text_and_only_this_machine_is_linked(client: TestClient) -> None:
    run = "http://127.0.0.1:3000/runs/abc"
    post(client, "ml", "<i>x</i>", f"run: {run}\nsee https://example.com/<script>")
    page = client.get("/inbox/").text
    assert "&lt;i&gt;x&lt;/i&gt;" in page
    assert f'<a href="{run}">{run}</a>' in page
    assert "<script" not in page
    assert 'href="https' not in page


def test_what_is_no_message_is_refused(client: TestClient) -> None:
    assert client.post("/inbox/ml", json={"text": "hello"}).status_code == 422
    assert client.get("/inbox/messages").json() == []


def test_messages_outlive_the_process(client: TestClient, world: World) -> None:
    post(client, "ml", TITLE)
    again = TestClient(inbox.create_app(World(world.state)))
    assert [m["title"] for m in again.get("/messages").json()] == [TITLE]


def test_every_team_of_the_project_has_its_setting(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = systems.settings(world, "http://127.0.0.1:1234")
    assert found["ALERTS_FINANCE"] == "json://127.0.0.1:1234/inbox/finance"
    assert {n for n in found if n.startswith("ALERTS_")} == {
        f"ALERTS_{team}"
        for team in (
            *("PLATFORM", "INGESTION", "ANALYTICS", "FINANCE", "MARKETING", "CUSTOMER"),
            *("ML", "ACTIVATION"),
        )
    }
    (tmp_path / "workspace.yaml").touch()
    monkeypatch.chdir(tmp_path)
    assert inbox.settings("http://127.0.0.1:1234/inbox") == {}


def test_the_index_leads_to_the_inbox(client: TestClient) -> None:
    assert client.get("/").json()["pages"]["inbox"] == "/inbox/"
