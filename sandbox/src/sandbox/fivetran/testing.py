"""The account on a port of its own, in a thread: for tests."""

import asyncio
import json
import socket
import threading
import time
import urllib.request
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from sandbox.faults import Fault
from sandbox.fivetran import create_app, create_control, settings
from sandbox.fivetran.sync import Syncs
from sandbox.world import World

PATIENCE = 20.0


class Account:
    """A running account.

    Attributes:
        url: its address, without `/v1`.
        requests: method and path of every request to the API, in order.
    """

    def __init__(self, world: World, url: str, requests: list[str]) -> None:
        self.world, self.url, self.requests = world, url, requests

    @property
    def settings(self) -> dict[str, str]:
        """The settings with which the platform finds it."""
        return settings(self.world, self.url)

    def show(self, connection: str) -> dict[str, Any]:
        """The state of a connection, controls included."""
        return self._control("GET", f"connections/{connection}")

    def change(self, connection: str, **changes: Any) -> dict[str, Any]:
        """Make something happen to a connection; see `sandbox.fivetran.control.Change`."""
        return self._control("POST", f"connections/{connection}", changes)

    def sync(self, connection: str) -> None:
        """Have somebody else start a sync."""
        self._control("POST", f"connections/{connection}/sync")

    def add(self, count: int) -> list[str]:
        """Add connections."""
        return self._control("POST", "connections", {"count": count})

    def fault(self, path: str, **more: Any) -> None:
        """Have the next requests whose path contains `path` fail; see `sandbox.faults.Fault`."""
        self.world.faults.add(Fault(path, **more))

    def settled(self, connection: str) -> dict[str, Any]:
        """The state of a connection once no sync of it is running.

        Raises:
            TimeoutError: it does not come to an end.
        """
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            state = self.show(connection)
            if state["sync_state"] != "syncing":
                return state
            time.sleep(0.02)
        raise TimeoutError(f"{connection} is still syncing")

    def _control(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        request = urllib.request.Request(  # noqa: S310 - loopback
            f"{self.url}/__sandbox/fivetran/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            return json.loads(answer.read())


@contextmanager
def running(world: World) -> Generator[Account]:
    """Serve the world's account on an ephemeral loopback port while the block runs."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()  # requests wait until the server is up
        requests: list[str] = []
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        config = uvicorn.Config(
            _app(world, requests), log_level="error", lifespan="off", date_header=False
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        account = Account(world, url, requests)
        try:
            yield account
        finally:
            _wait_for_syncs(world)  # their threads would outlive the test
            server.should_exit = True
            thread.join(PATIENCE)


def _wait_for_syncs(world: World) -> None:
    deadline = time.monotonic() + PATIENCE
    store = Syncs.of(world).store
    while any(c.sync_state == "syncing" for c in store.all()) and time.monotonic() < deadline:
        time.sleep(0.02)


def _app(world: World, requests: list[str]) -> FastAPI:
    outer = FastAPI(openapi_url=None)
    outer.include_router(create_control(world), prefix="/__sandbox/fivetran")
    outer.mount("/", create_app(world))

    @outer.middleware("http")
    async def faulty(
        request: Request, handler: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        if request.url.path.startswith("/__sandbox"):
            return await handler(request)
        requests.append(f"{request.method} {request.url.path}")
        fault = world.faults.take(request.method, request.url.path)
        if fault is None:
            return await handler(request)
        if fault.after:
            await handler(request)
        if fault.delay:
            await asyncio.sleep(fault.delay)
        return JSONResponse(fault.body, fault.status or 200, headers=fault.headers)

    return outer
