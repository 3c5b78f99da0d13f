"""Fivetran in miniature: its REST API, its schedule, and syncs that load the warehouse."""

import base64
import secrets
from collections.abc import Awaitable, Callable
from email.utils import format_datetime

from fastapi import APIRouter, FastAPI, Request, Response

from sandbox.fivetran import api, control
from sandbox.fivetran.answers import RefusedError
from sandbox.fivetran.model import FACEBOOK_ADS, GOOGLE_ADS
from sandbox.fivetran.sync import Syncs
from sandbox.world import World

__all__ = ["create_app", "create_control", "settings"]

KEY, SECRET = "fivetran key", "fivetran secret"
Handler = Callable[[Request], Awaitable[Response]]


def settings(world: World, url: str) -> dict[str, str]:
    """The settings with which the platform finds this account.

    Args:
        url: where the app is mounted, without `/v1`.
    """
    return {
        "FIVETRAN_API_URL": url,
        "FIVETRAN_API_KEY": world.secret(KEY),
        "FIVETRAN_API_SECRET": world.secret(SECRET),
        "FIVETRAN_GOOGLE_ADS_CONNECTION": GOOGLE_ADS,
        "FIVETRAN_FACEBOOK_ADS_CONNECTION": FACEBOOK_ADS,
    }


def create_app(world: World) -> FastAPI:
    """The REST API of one account. Its schedule begins to run with it.

    Served with uvicorn's own Date header switched off: an answer's date is the sandbox's instant.
    """
    app = FastAPI(title="Fivetran in miniature", openapi_url=None)
    app.include_router(api.api_router(Syncs.of(world)))
    expected = f"{world.secret(KEY)}:{world.secret(SECRET)}".encode()

    @app.exception_handler(RefusedError)
    def refused(_: Request, error: RefusedError) -> Response:
        return error.answer()

    @app.middleware("http")
    async def authorized(request: Request, handler: Handler) -> Response:
        if _authorized(request.headers.get("authorization", ""), expected):
            response = await handler(request)
        else:
            response = RefusedError(401, "the API key or its secret is wrong").answer()
        response.headers["Date"] = format_datetime(world.instant(), usegmt=True)
        return response

    return app


def create_control(world: World) -> APIRouter:
    """The routes of the control plane for this system, to be served at `/__sandbox/fivetran`."""
    return control.control_router(Syncs.of(world))


def _authorized(header: str, expected: bytes) -> bool:
    scheme, _, credentials = header.partition(" ")
    try:
        given = base64.b64decode(credentials, validate=True)
    except ValueError:
        return False
    return scheme.lower() == "basic" and secrets.compare_digest(given, expected)
