import time
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from sandbox import crm, loyalty
from sandbox.world import World

CHANGES = "/loyalty/v1/changes"
BATCH = "/hubspot/crm/v3/objects/contacts/batch/upsert"
CONTACT = {"idProperty": "weir_customer_id", "id": "1", "properties": {}}


@pytest.fixture
def ask(client: TestClient, world: World) -> Callable[[], Any]:
    headers = {"Authorization": f"Bearer {world.secret(loyalty.TOKEN)}"}
    return lambda: client.get(CHANGES, headers=headers)


def inject(client: TestClient, **fault: Any) -> None:
    assert client.post("/__sandbox/faults", json=fault).status_code == 200


def test_a_fault_happens_as_often_as_asked_with_its_headers(
    client: TestClient, ask: Callable[[], Any]
) -> None:
    inject(client, path="/loyalty", status=429, times=2, headers={"Retry-After": "7"})
    answers = [ask() for _ in range(3)]
    assert [answer.status_code for answer in answers] == [429, 429, 200]
    assert [answer.headers.get("Retry-After") for answer in answers] == ["7", "7", None]
    assert client.get("/__sandbox/faults").json() == []


def test_a_fault_happens_only_to_requests_that_it_names(
    client: TestClient, ask: Callable[[], Any]
) -> None:
    inject(client, path="/loyalty/v1/sends")
    inject(client, path="/loyalty", method="POST")
    assert ask().status_code == 200
    assert len(client.get("/__sandbox/faults").json()) == 2
    assert client.delete("/__sandbox/faults").json() == []


def test_a_lost_answer_is_a_write_that_happened(client: TestClient, world: World) -> None:
    inject(client, path="batch/upsert", status=502, after=True)
    headers = {"Authorization": f"Bearer {world.secret(crm.TOKEN)}"}
    answer = client.post(BATCH, json={"inputs": [CONTACT]}, headers=headers)
    assert answer.status_code == 502
    assert len(client.get("/__sandbox/crm/contacts").json()) == 1
    again = client.post(BATCH, json={"inputs": [CONTACT]}, headers=headers)
    assert again.json()["results"][0]["new"] is False


def test_a_fault_without_after_is_a_write_that_did_not_happen(
    client: TestClient, world: World
) -> None:
    inject(client, path="batch/upsert", status=502)
    headers = {"Authorization": f"Bearer {world.secret(crm.TOKEN)}"}
    assert client.post(BATCH, json={"inputs": [CONTACT]}, headers=headers).status_code == 502
    assert client.get("/__sandbox/crm/contacts").json() == []


def test_a_delay_without_a_status_only_delays(client: TestClient, ask: Callable[[], Any]) -> None:
    inject(client, path="/loyalty", status=None, delay=0.3)
    began = time.monotonic()
    assert ask().status_code == 200
    assert time.monotonic() - began >= 0.3


def test_a_fault_answers_with_the_body_it_was_given(
    client: TestClient, ask: Callable[[], Any]
) -> None:
    inject(client, path="/loyalty", status=200, body={"campaigns": "nonsense"})
    assert ask().json() == {"campaigns": "nonsense"}


def test_the_control_plane_is_beyond_faults(client: TestClient) -> None:
    inject(client, path="/")
    assert client.get("/__sandbox/clock").status_code == 200
    assert len(client.get("/__sandbox/faults").json()) == 1


@pytest.mark.parametrize("fault", [{}, {"path": "/", "times": 0}, {"path": "/", "staus": 503}])
def test_a_fault_that_makes_no_sense_is_refused(client: TestClient, fault: dict[str, Any]) -> None:
    assert client.post("/__sandbox/faults", json=fault).status_code == 422


def test_the_log_tells_what_the_client_was_answered(
    client: TestClient, ask: Callable[[], Any]
) -> None:
    inject(client, path="/loyalty", status=503)
    ask()
    ask()
    client.get("/hubspot/")
    calls = client.get("/__sandbox/calls").json()
    assert [(c["system"], c["path"], c["status"], c["injected"]) for c in calls] == [
        ("loyalty", "/v1/changes", 503, True),
        ("loyalty", "/v1/changes", 200, False),
        ("hubspot", "/", 200, False),
    ]
    later = client.get("/__sandbox/calls", params={"after": calls[0]["id"], "system": "loyalty"})
    assert [call["status"] for call in later.json()] == [200]
    assert client.get("/__sandbox/calls/counts").json() == {"loyalty": 2, "hubspot": 1}


def test_every_answer_says_that_it_is_not_the_vendors(ask: Callable[[], Any]) -> None:
    assert ask().headers["X-Sandbox"] == "1"


def test_a_name_from_the_internet_that_points_here_gets_nothing(client: TestClient) -> None:
    answer = client.get("/__sandbox/clock", headers={"Host": "evil.example"})
    assert answer.status_code == 400


def test_a_refused_tick_says_why(client: TestClient, world: World) -> None:
    answer = client.post("/__sandbox/tick", json={"days": 400})
    assert answer.status_code == 409
    assert "no data for 2018-02-10" in answer.json()["what"]
    assert world.clock.isoformat() == "2017-01-06"


def test_a_tick_through_the_control_plane_fills_the_sources(
    client: TestClient, world: World
) -> None:
    before = client.get("/__sandbox/shop").json()["orders"]
    assert client.post("/__sandbox/tick", json={"days": 1}).json()["clock"] == "2017-01-07"
    assert client.get("/__sandbox/shop").json()["orders"] > before
    moved = client.post("/__sandbox/clock", json={"clock": "2017-01-08"})
    assert moved.json()["clock"] == "2017-01-08"
    assert (world.landing / "pos/order_lines/order_lines_2017-01-08.parquet").exists()
