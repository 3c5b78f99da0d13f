"""HubSpot's answer to a batch, row by row. Every field of its errors is optional."""

from collections.abc import Sequence
from typing import Any, cast

import httpx

from weir.components.audience.sync import Answer
from weir.errors import WeirError

Object = dict[str, Any]
REASON = 300  # characters of an error that are worth keeping


def read(customers: Sequence[str], answer: httpx.Response, id_property: str) -> Answer:
    """Who was taken. With errors about, only a row that the answer names counts as taken.

    So it is with fewer results than rows: what the CRM does not speak of, it may not have.

    Raises:
        WeirError: this is no answer of HubSpot's.
    """
    body = _body(answer)
    errors = _objects(body.get("errors"))
    results = _objects(body["results"])
    if not errors and not body.get("numErrors") and len(results) >= len(customers):
        return Answer(accepted=list(customers))
    reasons = {customer: _text(error) for error in errors for customer in _named(error)}
    confirmed = {_written(result, id_property) for result in results}
    found = Answer()
    for customer in customers:
        if customer in confirmed and customer not in reasons:
            found.accepted.append(customer)
        else:
            unnamed = _text(errors[0]) if errors else "no reason given"
            found.rejected[customer] = reasons.get(customer, f"not confirmed by the CRM: {unnamed}")
    return found


def reason(answer: httpx.Response) -> str:
    """Why the whole request was refused, in the server's words."""
    try:
        return _text(cast("Object", answer.json()))
    except (ValueError, AttributeError):
        return answer.text[:REASON] or "no reason given"


def _body(answer: httpx.Response) -> Object:
    try:
        body: Any = answer.json()
    except ValueError:
        body = None
    if isinstance(body, dict) and isinstance(cast("Object", body).get("results"), list):
        return cast("Object", body)
    raise WeirError(
        f"the CRM answered {answer.status_code} with something else than HubSpot's results",
        where=answer.url,
        fix="set CRM_API_URL to the part of a HubSpot API's address before /crm/v3",
    )


def _objects(value: Any) -> list[Object]:
    return cast("list[Object]", value or [])


def _text(error: Object) -> str:
    return str(error.get("message") or error.get("category") or error)[:REASON]


def _named(error: Object) -> list[str]:
    """The customers that an error is about."""
    context = cast("Object", error.get("context") or {})
    for key in ("objectWriteTraceId", "ids", "id"):
        value: Any = context.get(key)
        if isinstance(value, list):
            return [str(item) for item in cast("list[Any]", value)]
        if value:
            return [str(value)]
    return []


def _written(result: Object, id_property: str) -> str:
    properties = cast("Object", result.get("properties") or {})
    return str(result.get("objectWriteTraceId") or properties.get(id_property) or "")
