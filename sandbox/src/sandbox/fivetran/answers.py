"""The envelope of every answer: {code, message, data}, version 1 of the API."""

from typing import Any

from fastapi.responses import JSONResponse

CODES = {
    400: "InvalidInput",
    401: "AuthFailed",
    404: "NotFound",
    409: "Conflict",
}
MOST = 1000  # items on a page; https://fivetran.com/docs/rest-api/pagination


class RefusedError(Exception):
    """The request is answered with an error."""

    def __init__(self, status: int, message: str, code: str | None = None) -> None:
        super().__init__(message)
        self.status, self.message, self.code = status, message, code or CODES[status]

    def answer(self) -> JSONResponse:
        """The answer."""
        return JSONResponse({"code": self.code, "message": self.message}, self.status)


def success(data: Any = None, message: str | None = None) -> dict[str, Any]:
    """The envelope of an answer without error."""
    envelope: dict[str, Any] = {"code": "Success"}
    if message is not None:
        envelope["message"] = message
    if data is not None:
        envelope["data"] = data
    return envelope


def page(items: list[dict[str, Any]], limit: str | None, cursor: str | None) -> dict[str, Any]:
    """One page of items; `next_cursor` is there only if more follow.

    Raises:
        RefusedError: limit or cursor is none that this API takes.
    """
    try:
        size, start = int(limit or 100), int(cursor or 0)
    except ValueError:
        raise RefusedError(400, "limit and cursor are not valid") from None
    if not 1 <= size <= MOST or start < 0:
        raise RefusedError(400, f"limit must be between 1 and {MOST}")
    shown: dict[str, Any] = {"items": items[start : start + size]}
    if start + size < len(items):
        shown["next_cursor"] = str(start + size)
    return success(shown)
