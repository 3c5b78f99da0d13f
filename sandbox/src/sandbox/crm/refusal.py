"""HubSpot's answer to a request that it refuses."""

import json
import uuid
from collections.abc import Sequence
from typing import Any

VALIDATION_ERROR = "VALIDATION_ERROR"


class RefusedError(Exception):
    """A whole request is refused.

    Attributes:
        status: the HTTP status.
        category: HubSpot's word for the kind of error.
    """

    def __init__(self, status: int, category: str, message: str) -> None:
        self.status, self.category, self.message = status, category, message
        super().__init__(message)

    def body(self) -> dict[str, Any]:
        """The answer's JSON."""
        return {
            "status": "error",
            "message": self.message,
            "correlationId": str(uuid.uuid4()),
            "category": self.category,
        }


def invalid(problems: Sequence[dict[str, Any]]) -> str:
    """HubSpot's message about values of properties: JSON within a text."""
    return f"Property values were not valid: {json.dumps(list(problems), separators=(',', ':'))}"


def problem(name: str, error: str, message: str) -> dict[str, Any]:
    """What is wrong with the value of one property."""
    return {"isValid": False, "message": message, "error": error, "name": name}
