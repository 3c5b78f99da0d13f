"""The CRM's REST API."""

import hmac
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.concurrency import run_in_threadpool

from sandbox.crm import contacts, journal
from sandbox.crm.answers import answer, document
from sandbox.crm.batch import MOST, parse, upsert
from sandbox.crm.page import render
from sandbox.crm.properties import Property, add, known
from sandbox.crm.refusal import VALIDATION_ERROR, RefusedError
from sandbox.database import reading, transaction
from sandbox.world import World

TOKEN = "CRM_API_TOKEN"  # noqa: S105 - the setting's name
OBJECTS = "/crm/v3/objects/{kind}"
PROPERTIES = "/crm/v3/properties/{kind}"
KINDS = frozenset({"contacts", "contact", "0-1"})
MIXED = 207


def create_app(world: World) -> FastAPI:
    """The API, and at its root a page for people."""
    path = world.database("crm")
    contacts.open_account(path)
    with transaction(path) as connection:
        journal.prepare(connection)
    app = FastAPI(title="HubSpot in miniature", openapi_url=None)
    _guard(app, f"Bearer {world.secret(TOKEN)}")

    @app.get("/", response_class=HTMLResponse)
    def people(audience: str | None = None) -> str:
        with reading(path) as connection:
            return render(connection, world.clock, audience)

    @app.post(f"{OBJECTS}/batch/upsert")
    async def batch(kind: str, request: Request) -> Response:
        _contacts_only(kind)
        try:
            body = await request.json()
        except ValueError:
            body = None
        return await run_in_threadpool(_upsert, world, path, body)

    @app.get(OBJECTS)
    def listing(kind: str, limit: int = 10, after: int = 0) -> dict[str, Any]:
        _contacts_only(kind)
        if not 1 <= limit <= MOST:
            raise RefusedError(400, VALIDATION_ERROR, f"limit must be from 1 to {MOST}")
        with reading(path) as connection:
            found = list(contacts.every(connection, after, limit + 1))
        page: dict[str, Any] = {"results": [document(contact) for contact in found[:limit]]}
        if len(found) > limit:
            page["paging"] = {"next": {"after": str(found[limit - 1].id)}}
        return page

    @app.get(PROPERTIES)
    def properties(kind: str) -> dict[str, Any]:
        _contacts_only(kind)
        with reading(path) as connection:
            return {"results": [each.document() for each in known(connection).values()]}

    @app.post(PROPERTIES, status_code=201)
    def make_property(kind: str, body: dict[str, Any]) -> dict[str, Any]:
        _contacts_only(kind)
        name = str(body.get("name", ""))
        made = Property(
            name,
            str(body.get("label", name)),
            str(body.get("type", "string")),
            unique=bool(body.get("hasUniqueValue", False)),
        )
        with transaction(path) as connection:
            add(connection, made)
        return made.document()

    return app


def _guard(app: FastAPI, expected: str) -> None:
    """Ask for the token everywhere but on the page, and speak of refusals as HubSpot does."""

    @app.exception_handler(RefusedError)
    def refused(_: Request, error: RefusedError) -> Response:
        return JSONResponse(error.body(), error.status)

    @app.middleware("http")
    async def authorized(
        request: Request, handler: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        given = request.headers.get("authorization", "")
        if "/crm/" in request.url.path and not hmac.compare_digest(
            given.encode(), expected.encode()
        ):
            message = "Authentication credentials not found or not valid for this account"
            error = RefusedError(401, "INVALID_AUTHENTICATION", message)
            return JSONResponse(error.body(), error.status)
        return await handler(request)


def _upsert(world: World, path: Path, body: Any) -> Response:
    """Write a batch, its journal with it in one transaction, and answer."""
    moment = world.instant().strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    try:
        inputs = parse(body)
        with transaction(path) as connection:
            outcome = upsert(connection, inputs, moment)
            status = MIXED if outcome.refused else 200
            journal.written(connection, moment, status, outcome)
    except RefusedError as error:
        given = body.get("inputs") if isinstance(body, dict) else None
        received = len(given) if isinstance(given, list) else 0
        with transaction(path) as connection:
            journal.refused(connection, moment, error.status, received, error.message)
        raise
    return JSONResponse(answer(outcome, moment), status)


def _contacts_only(kind: str) -> None:
    if kind not in KINDS:
        raise RefusedError(400, VALIDATION_ERROR, f"Unable to infer object type from: {kind}")
