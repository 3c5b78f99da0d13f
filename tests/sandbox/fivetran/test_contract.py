"""What the stand-in answers is what Fivetran's published OpenAPI definition says."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
import requests
from openapi_core import OpenAPI
from openapi_core.contrib.requests import RequestsOpenAPIRequest, RequestsOpenAPIResponse

from sandbox.fivetran.testing import Account
from weir.home import find_project

SPEC = find_project().parent / "shared" / "specs" / "fivetran.subset.openapi.json"
GOOGLE, META = "conn_google_ads", "conn_facebook_ads"
RESYNC_BODY = {"facebook_ads": ["basic_ad"]}
TABLES_BODY = {
    "schemas": {"facebook_ads": {"enabled": True, "tables": {"ad_history": {"enabled": True}}}}
}

CALLS: list[tuple[str, str, Any]] = [
    ("GET", "groups", None),
    ("GET", "groups/shop_warehouse/connections?limit=1", None),
    ("GET", "destinations/shop_warehouse", None),
    ("GET", f"connections/{META}", None),
    ("GET", f"connections/{GOOGLE}", None),  # never synced
    ("PATCH", f"connections/{META}", {"schedule_type": "auto"}),
    ("GET", f"connections/{META}/schemas", None),
    ("PATCH", f"connections/{META}/schemas", TABLES_BODY),
    ("GET", f"connections/{META}/schemas/facebook_ads/tables/basic_ad/columns", None),
    ("POST", f"connections/{GOOGLE}/sync", {"force": False}),
    ("POST", f"connections/{META}/resync", {}),
    ("POST", f"connections/{META}/schemas/tables/resync", RESYNC_BODY),
    ("GET", f"connectors/{META}", None),
    ("GET", f"connectors/{META}/schemas", None),
    ("POST", f"connectors/{GOOGLE}/force", {}),
]


@pytest.fixture(scope="module")
def definition() -> dict[str, Any]:
    if not Path(SPEC).is_file():
        pytest.skip(f"Fivetran's definition is not at {SPEC}")
    spec = json.loads(SPEC.read_text())
    # Patch 1: the vendor types sync_frequency as an integer and lists its values as strings.
    frequency = spec["components"]["schemas"]["ConnectorResponseV1"]["properties"]["sync_frequency"]
    assert all(isinstance(value, str) for value in frequency["enum"]), "the flaw is gone: unpatch"
    frequency["enum"] = [int(value) for value in frequency["enum"]]
    return spec


@pytest.fixture
def openapi(definition: dict[str, Any], account: Account) -> OpenAPI:
    spec = copy.deepcopy(definition)
    spec["servers"] = [{"url": account.url}]
    return OpenAPI.from_dict(spec)


def send(account: Account, method: str, path: str, body: Any) -> requests.Response:
    known = account.settings
    return requests.request(
        method,
        f"{account.url}/v1/{path}",
        json=body,
        auth=(known["FIVETRAN_API_KEY"], known["FIVETRAN_API_SECRET"]),
        timeout=10,
    )


def official(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Patch 2: the definition has neither `/connectors` nor `/force`, the older names."""
    renamed = request.copy()
    assert renamed.url is not None
    renamed.url = renamed.url.replace("/connectors", "/connections").replace("/force", "/sync")
    return renamed


@pytest.mark.parametrize(("method", "path", "body"), CALLS)
def test_request_and_answer_conform(
    account: Account, openapi: OpenAPI, method: str, path: str, body: Any
) -> None:
    account.settled(META)
    answer = send(account, method, path, body)
    assert answer.status_code == 200, answer.text
    request = RequestsOpenAPIRequest(official(answer.request))
    openapi.validate_request(request)
    openapi.validate_response(request, RequestsOpenAPIResponse(answer))


def test_a_failed_a_paused_and_a_put_off_connection_conform_too(
    account: Account, openapi: OpenAPI
) -> None:
    account.settled(META)
    account.change(GOOGLE, fail_next="The token was revoked")
    account.sync(GOOGLE)
    account.settled(GOOGLE)
    states: list[str] = []
    for change in ({}, {"reschedule_next": 60.0}, {"paused": True}):
        account.change(GOOGLE, **change)
        if "reschedule_next" in change:
            account.sync(GOOGLE)
            account.settled(GOOGLE)
        answer = send(account, "GET", f"connections/{GOOGLE}", None)
        request = RequestsOpenAPIRequest(answer.request)
        openapi.validate_response(request, RequestsOpenAPIResponse(answer))
        states.append(answer.json()["data"]["status"]["sync_state"])
    assert states == ["scheduled", "rescheduled", "paused"]


def test_the_contract_notices_an_answer_that_breaks_it(account: Account, openapi: OpenAPI) -> None:
    account.settled(META)
    answer = send(account, "GET", f"connections/{META}", None)
    broken = answer.json()
    del broken["data"]["status"]["sync_state"]
    answer._content = json.dumps(broken).encode()
    with pytest.raises(Exception, match=r"(?i)invalid"):
        openapi.validate_response(
            RequestsOpenAPIRequest(answer.request), RequestsOpenAPIResponse(answer)
        )
