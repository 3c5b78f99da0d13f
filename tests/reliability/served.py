"""An app behind the sandbox's fault injection, on a port of its own."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from sandbox.calls import Calls
from sandbox.faults import Fault
from sandbox.middleware import Surrounded
from sandbox.world import World


@dataclass
class Served:
    """A running app.

    Attributes:
        url: its address.
        calls: every request and its answer, injected ones included.
    """

    url: str
    world: World
    calls: Calls

    def fault(self, path: str, **fault: Any) -> None:
        """Have the next requests whose path contains `path` go wrong."""
        self.world.faults.add(Fault(path, **fault))

    def statuses(self, path: str = "") -> list[int]:
        """What the requests of a path were answered, in order."""
        return [call["status"] for call in self.calls.after() if path in call["path"]]


def surrounded(app: ASGIApp, world: World) -> tuple[ASGIApp, Calls]:
    """The app with its faults and its log."""
    calls = Calls(world.database("calls"))
    return Surrounded(app, world, calls, "system"), calls


@contextmanager
def listening(app: ASGIApp) -> Iterator[str]:
    """Serve an app on loopback while the block runs; gives its address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        config = uvicorn.Config(app, log_level="critical", lifespan="off", date_header=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = server.force_exit = True
        thread.join(10)
