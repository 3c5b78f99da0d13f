import json
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from sandbox.crm import TOKEN
from sandbox.world import World

PATH = "/hubspot/crm/v3/objects/contacts/batch/upsert"
Push = Callable[..., Any]


def contact(number: int, **properties: Any) -> dict[str, Any]:
    values = {"email": f"household-{number}@example.com", "weir_audience_win_back": "true"}
    return {
        "idProperty": "weir_customer_id",
        "id": str(number),
        "objectWriteTraceId": f"trace-{number}",
        "properties": {**values, **properties},
    }


@pytest.fixture
def headers(world: World) -> dict[str, str]:
    return {"Authorization": f"Bearer {world.secret(TOKEN)}"}


@pytest.fixture
def push(client: TestClient, headers: dict[str, str]) -> Push:
    return lambda *inputs: client.post(PATH, json={"inputs": list(inputs)}, headers=headers)


@pytest.fixture
def contacts(client: TestClient) -> Callable[[], list[dict[str, Any]]]:
    return lambda: client.get("/__sandbox/crm/contacts").json()


def test_a_batch_creates_then_updates_and_a_repetition_changes_nothing(
    push: Push, client: TestClient, contacts: Callable[[], list[dict[str, Any]]]
) -> None:
    batch = [contact(n) for n in range(100)]
    created = push(*batch).json()
    assert [row["new"] for row in created["results"]] == [True] * 100
    first = contacts()
    assert [row["new"] for row in push(*batch).json()["results"]] == [False] * 100
    assert contacts() == first
    push(contact(3, weir_segment="champions"))
    assert [c["id"] for c in contacts() if c not in first] == [4]
    counts = [
        (b["received"], b["created"], b["updated"], b["unchanged"], b["refused"])
        for b in client.get("/__sandbox/crm/batches").json()
    ]
    assert counts == [(1, 0, 1, 0, 0), (100, 0, 0, 100, 0), (100, 100, 0, 0, 0)]
    written = client.get("/__sandbox/crm/writes", params={"after": 200}).json()
    assert [(w["identifier"], w["outcome"]) for w in written] == [("3", "updated")]


def test_an_empty_text_clears_a_property(
    push: Push, contacts: Callable[[], list[dict[str, Any]]]
) -> None:
    push(contact(1, weir_segment="lost"))
    push(contact(1, weir_segment="", weir_audience_win_back=""))
    assert contacts()[0]["properties"] == {
        "email": "household-1@example.com",
        "weir_customer_id": "1",
    }


def test_a_missing_or_wrong_token_is_refused(client: TestClient) -> None:
    for headers in ({}, {"Authorization": "Bearer nobody"}):
        answer = client.post(PATH, json={"inputs": [contact(1)]}, headers=headers)
        assert answer.status_code == 401
        assert answer.json()["category"] == "INVALID_AUTHENTICATION"
    assert client.get("/__sandbox/crm/contacts").json() == []


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ([contact(n) for n in range(101)], "exceeds the maximum of 100"),
        ([contact(1), contact(2), contact(1)], "Duplicate IDs found in batch input: [1]"),
        ([contact(1), contact(2, shoe_size="43")], "PROPERTY_DOESNT_EXIST"),
        ([{**contact(1), "idProperty": "weir_segment"}], "non-unique"),
        ([{**contact(1), "idProperty": "nothing"}], "PROPERTY_DOESNT_EXIST"),
        ([{"id": "1", "properties": {}}], "idProperty"),
        (["1"], "Invalid input JSON"),
        ([], "must not be empty"),
    ],
)
def test_a_batch_with_such_a_fault_is_refused_whole(
    push: Push,
    contacts: Callable[[], list[dict[str, Any]]],
    client: TestClient,
    inputs: list[Any],
    message: str,
) -> None:
    answer = push(*inputs)
    assert answer.status_code == 400
    assert answer.json()["category"] == "VALIDATION_ERROR"
    assert message in answer.json()["message"]
    assert contacts() == []
    [batch] = client.get("/__sandbox/crm/batches").json()
    assert (batch["status"], batch["received"], batch["refused"]) == (400,) + (len(inputs),) * 2


def test_an_unknown_property_is_named_as_hubspot_names_it(push: Push) -> None:
    message = push(contact(1, shoe_size="43")).json()["message"]
    problems = json.loads(message.removeprefix("Property values were not valid: "))
    assert problems == [
        {
            "isValid": False,
            "message": 'Property "shoe_size" does not exist',
            "error": "PROPERTY_DOESNT_EXIST",
            "name": "shoe_size",
        }
    ]


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ({"email": "no address"}, "INVALID_EMAIL"),
        ({"weir_audience_win_back": "perhaps"}, "INVALID_OPTION"),
        ({"email": "household-1@example.com"}, "Contact already exists"),
    ],
)
def test_a_row_with_a_fault_of_its_own_leaves_the_others_written(
    push: Push,
    contacts: Callable[[], list[dict[str, Any]]],
    properties: dict[str, str],
    reason: str,
) -> None:
    answer = push(contact(1), contact(2, **properties), contact(3))
    assert answer.status_code == 207
    body = answer.json()
    assert [row["objectWriteTraceId"] for row in body["results"]] == ["trace-1", "trace-3"]
    assert body["numErrors"] == 1
    assert body["errors"][0]["context"]["objectWriteTraceId"] == ["trace-2"]
    assert reason in body["errors"][0]["message"]
    assert [c["properties"]["weir_customer_id"] for c in contacts()] == ["1", "3"]


def test_a_contact_is_found_by_its_new_email_after_a_change(push: Push) -> None:
    push(contact(1))
    push(contact(1, email="new@example.com"))
    by_email = {"idProperty": "email", "id": "new@example.com", "properties": {}}
    assert push(by_email).json()["results"][0]["new"] is False
    free_again = {"idProperty": "email", "id": "household-1@example.com", "properties": {}}
    assert push(free_again).json()["results"][0]["new"] is True


def test_a_new_audience_needs_its_property_first(
    push: Push, client: TestClient, headers: dict[str, str]
) -> None:
    assert push(contact(1, weir_audience_birthday="true")).status_code == 400
    wanted = {"name": "weir_audience_birthday", "label": "Birthday", "type": "bool"}
    path = "/hubspot/crm/v3/properties/contacts"
    assert client.post(path, json=wanted, headers=headers).status_code == 201
    assert client.post(path, json=wanted, headers=headers).status_code == 409
    assert push(contact(1, weir_audience_birthday="true")).status_code == 200
    assert 'data-audience="birthday" data-members="1"' in client.get("/hubspot/").text


def test_lists_have_pages(push: Push, client: TestClient, headers: dict[str, str]) -> None:
    push(*(contact(n) for n in range(5)))
    path = "/hubspot/crm/v3/objects/contacts"
    first = client.get(path, params={"limit": 3}, headers=headers).json()
    after = first["paging"]["next"]["after"]
    rest = client.get(path, params={"limit": 3, "after": after}, headers=headers).json()
    ids = [row["id"] for row in [*first["results"], *rest["results"]]]
    assert ids == ["1", "2", "3", "4", "5"]
    assert "paging" not in rest
    other = client.get("/hubspot/crm/v3/objects/deals", headers=headers)
    assert (other.status_code, other.json()["category"]) == (400, "VALIDATION_ERROR")
