import re

from starlette.testclient import TestClient

from sandbox.crm import TOKEN
from sandbox.world import World

PATH = "/hubspot/crm/v3/objects/contacts/batch/upsert"


def push(client: TestClient, world: World, *contacts: dict[str, str]) -> None:
    inputs = [
        {"idProperty": "weir_customer_id", "id": str(number), "properties": properties}
        for number, properties in enumerate(contacts, 1)
    ]
    headers = {"Authorization": f"Bearer {world.secret(TOKEN)}"}
    assert client.post(PATH, json={"inputs": inputs}, headers=headers).status_code == 200


def counts(page: str) -> dict[str, int]:
    found = re.findall(r'data-audience="(\w+)" data-members="(\d+)"', page)
    return {name: int(number) for name, number in found}


def test_the_page_of_an_empty_crm_says_so(client: TestClient) -> None:
    page = client.get("/hubspot/").text
    assert counts(page) == {"win_back": 0, "suppress_fatigued": 0, "champions": 0}
    assert "Nobody is in this audience." in page
    assert "Nothing was written yet." in page


def test_the_page_counts_who_is_in_an_audience_and_not_who_left(
    client: TestClient, world: World
) -> None:
    member = {"weir_audience_champions": "true"}
    push(client, world, member, member, {"weir_audience_champions": "false"}, {})
    assert counts(client.get("/hubspot/").text)["champions"] == 2
    push(client, world, {"weir_audience_champions": ""})
    assert counts(client.get("/hubspot/").text)["champions"] == 1


def test_the_page_shows_the_members_of_the_audience_that_was_asked_for(
    client: TestClient, world: World
) -> None:
    push(
        client,
        world,
        {"email": "a@example.com", "weir_audience_win_back": "true", "weir_churn_band": "high"},
        {"email": "b@example.com", "weir_audience_champions": "true"},
    )
    page = client.get("/hubspot/").text  # the first that has any
    assert "a@example.com" in page
    assert '<span class="band high">high</span>' in page
    assert "b@example.com" not in page
    assert "b@example.com" in client.get("/hubspot/?audience=champions").text


def test_the_page_shows_text_as_text_and_loads_nothing_from_elsewhere(
    client: TestClient, world: World
) -> None:
    push(client, world, {"weir_segment": "<b>bold</b>", "weir_audience_win_back": "true"})
    page = client.get("/hubspot/").text
    assert "&lt;b&gt;bold&lt;/b&gt;" in page
    assert "<b>bold</b>" not in page
    assert not re.search(r"https?://|<script|<link|@import|url\(", page)
