"""The loyalty system's REST API, version 1.

No vendor's: a plain one of our own design, with the three things that such APIs have in common:
a bearer token, pages with an opaque cursor, and 429 with Retry-After (RFC 9110, section 10.2.3,
https://www.rfc-editor.org/rfc/rfc9110#field.retry-after), injected through the control plane.
"""

import hmac
import json
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from sandbox.loyalty import queries
from sandbox.loyalty.records import RECORDS
from sandbox.world import World

TOKEN = "LOYALTY_API_TOKEN"  # noqa: S105 - the setting's name
MOST = 500  # records in a page
USUAL = 100
PARAMETERS = frozenset({"limit", "cursor", "updated_since", "updated_before"})


class RefusedError(Exception):
    """A request that the API refuses."""

    def __init__(self, status: int, message: str) -> None:
        self.status = status
        super().__init__(message)


def create_app(world: World) -> FastAPI:
    """The API: `GET /v1/{campaigns|sends|coupons|redemptions}` and `GET /v1/changes`."""
    app = FastAPI(title="Loyalty programme in miniature", openapi_url=None)
    expected = f"Bearer {world.secret(TOKEN)}"

    @app.exception_handler(RefusedError)
    def refused(_: Request, error: RefusedError) -> Response:
        return JSONResponse({"error": str(error)}, error.status)

    @app.middleware("http")
    async def authorized(
        request: Request, handler: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        given = request.headers.get("authorization", "")
        if not hmac.compare_digest(given.encode(), expected.encode()):
            return JSONResponse(
                {"error": "the token is missing or wrong"}, 401, {"WWW-Authenticate": "Bearer"}
            )
        return await handler(request)

    @app.get("/v1/changes")
    def changes() -> dict[str, Any]:
        return queries.changes(world)

    @app.get("/v1/{resource}")
    def records(resource: str, request: Request) -> Response:
        bodies, cursor = queries.page(world, _query(resource, request))
        data, following = ",".join(bodies), json.dumps(cursor)
        text = f'{{"data":[{data}],"meta":{{"next_cursor":{following}}}}}'
        return Response(text, media_type="application/json")

    return app


def _query(resource: str, request: Request) -> queries.Query:
    """The page that a request asks for.

    Raises:
        RefusedError: it asks for something that there is not.
    """
    if resource not in RECORDS:
        raise RefusedError(404, f"there is no resource {resource!r}")
    given = dict(request.query_params)
    if unknown := sorted(given.keys() - PARAMETERS):
        raise RefusedError(400, f"there is no parameter {unknown[0]!r}")
    limit = given.get("limit", str(USUAL))
    if not limit.isdecimal() or not 1 <= int(limit) <= MOST:
        raise RefusedError(400, f"limit must be a number from 1 to {MOST}")
    asked: dict[str, Any] = {"resource": resource, "limit": int(limit)}
    readers: dict[str, tuple[str, Callable[[str], Any]]] = {
        "cursor": ("after", queries.decode),
        "updated_since": ("since", queries.moment),
        "updated_before": ("before", queries.moment),
    }
    for name, (field, read) in readers.items():
        if name in given:
            try:
                asked[field] = read(given[name])
            except ValueError as error:
                raise RefusedError(400, f"{name} can't be read: {given[name]!r}") from error
    return queries.Query(**asked)
