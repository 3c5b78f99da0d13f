"""A server in front of which the sandbox injects its faults, and clients of it that wait little."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from tests import ports

from sandbox.calls import Calls
from sandbox.faults import Fault
from sandbox.middleware import Surrounded
from sandbox.world import World


@dataclass
class Server:
    """The server.

    Attributes:
        url: where it listens.
        handled: requests that the system itself worked on.
    """

    url: str
    world: World
    calls: Calls
    handled: list[str]

    def fault(self, **fault: Any) -> None:
        self.world.faults.add(Fault("/", **fault))

    @property
    def statuses(self) -> list[int]:
        """What each request was answered, in order."""
        return [call["status"] for call in self.calls.after()]


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("WEIR_HOME", str(tmp_path / ".weir"))
    world = World(tmp_path / ".weir" / "sandbox")
    handled: list[str] = []

    async def good(request: Request) -> JSONResponse:
        handled.append(request.method)
        body = await request.json() if request.method == "POST" else {}
        results = [{"objectWriteTraceId": i["id"]} for i in body.get("inputs", [])]
        return JSONResponse({"data": {"id": "one"}, "results": results, "errors": []})

    app = Starlette(routes=[Route("/{path:path}", good, methods=["GET", "POST"])])
    calls = Calls(world.database("calls"))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        config = uvicorn.Config(
            Surrounded(app, world, calls, "any"), log_level="critical", lifespan="off"
        )
        running = uvicorn.Server(config)
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        yield Server(f"http://127.0.0.1:{listener.getsockname()[1]}", world, calls, handled)
        running.should_exit = True
        running.force_exit = True
        thread.join(10)


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds that were waited; nobody really waits."""
    slept: list[float] = []
    monkeypatch.setattr("weir.retry.request.sleep", slept.append)
    return slept


@pytest.fixture
def nowhere() -> str:
    """An address that refuses connections."""
    return ports.nowhere()
