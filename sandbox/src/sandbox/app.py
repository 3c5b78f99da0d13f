"""All systems' apps in one, with the control plane."""

from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from starlette.middleware.trustedhost import TrustedHostMiddleware

from sandbox.calls import Calls
from sandbox.control import create_router, describe
from sandbox.middleware import Surrounded
from sandbox.systems import APPS, CONTROLS
from sandbox.world import World
from weir.errors import WeirError

CONTROL = "/__sandbox"


def create_app(world: World) -> FastAPI:
    """The app of the whole sandbox.

    Faults and the log of calls concern the systems alone, never the control plane.
    """
    app = FastAPI(title="Weir's sandbox", openapi_url=None)
    # A page in the browser that has its own name resolve to this machine gets nothing.
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])
    calls = Calls(world.database("calls"))

    @app.exception_handler(WeirError)
    def refused(_: Request, error: WeirError) -> Response:
        return JSONResponse({"what": error.what, "where": error.where, "fix": error.fix}, 409)

    @app.get("/")
    def index() -> dict[str, Any]:
        pages = {"crm": "/hubspot/", "inbox": "/inbox/", "control": f"{CONTROL}/clock"}
        return {**describe(world), "systems": [f"/{name}" for name in APPS], "pages": pages}

    app.include_router(create_router(world, calls), prefix=CONTROL)
    for name, create_control in CONTROLS.items():
        app.include_router(create_control(world), prefix=f"{CONTROL}/{name}")
    for name, create in APPS.items():
        app.mount(f"/{name}", Surrounded(create(world), world, calls, name))
    return app
