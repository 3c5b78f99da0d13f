"""HubSpot's answers, as JSON."""

from typing import Any

from sandbox.crm.batch import Outcome
from sandbox.crm.contacts import Contact


def answer(outcome: Outcome, moment: str) -> dict[str, Any]:
    """The answer to a batch; with errors about, it says so row by row."""
    results = [
        {
            **document(contact),
            "new": kind == "created",
            **({"objectWriteTraceId": item.trace} if item.trace is not None else {}),
        }
        for item, contact, kind in outcome.written
    ]
    body = {"status": "COMPLETE", "results": results, "startedAt": moment, "completedAt": moment}
    if not outcome.refused:
        return body
    errors = [
        {
            "status": "error",
            "category": category,
            "message": reason,
            "context": {
                "id": [item.value],
                **({"objectWriteTraceId": [item.trace]} if item.trace is not None else {}),
            },
        }
        for item, category, reason in outcome.refused
    ]
    return {**body, "numErrors": len(errors), "errors": errors}


def document(contact: Contact) -> dict[str, Any]:
    """A contact."""
    return {
        "id": str(contact.id),
        "properties": {
            **contact.properties,
            "createdate": contact.created_at,
            "hs_object_id": str(contact.id),
            "lastmodifieddate": contact.updated_at,
        },
        "createdAt": contact.created_at,
        "updatedAt": contact.updated_at,
        "archived": False,
    }
