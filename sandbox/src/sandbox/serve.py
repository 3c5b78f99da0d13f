"""The sandbox as a server: it lives as long as whoever started it."""

import contextlib
import errno
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import FrameType

import uvicorn

from sandbox import settings, systems
from sandbox.app import create_app
from sandbox.only import alone
from sandbox.world import World
from weir.errors import WeirError

HOST = "127.0.0.1"
STANDARD_INPUT = 0
GRACE = 5  # seconds for open requests when it ends


class Server(uvicorn.Server):
    """A server that says when it answers."""

    def __init__(self, config: uvicorn.Config, answering: Callable[[], None]) -> None:
        super().__init__(config)
        self.answering = answering

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.answering()


def serve(state: Path, *, clock: date | None, scale: int | None, port: int) -> None:
    """Serve the world in `state` until standard input ends or a signal comes.

    Args:
        state: the state folder; made where there is none.
        clock: see `World`.
        scale: see `World`.
        port: 0 for any free one; which one it is, settings.env says.

    Raises:
        WeirError: the port is taken, another process serves the folder, or the world refuses.
    """
    with alone(state), _listening(port) as listener:
        settings.remove(state)  # of one that was killed
        world = World(state, clock=clock, scale=scale)
        systems.follow(world)
        url = f"http://{HOST}:{listener.getsockname()[1]}"

        def answering() -> None:
            settings.write(state, systems.settings(world, url))
            sys.stdout.write(f"the sandbox answers at {url} (clock {world.clock})\n")
            sys.stdout.flush()

        # The Date header is Fivetran's own: the sandbox's instant.
        config = uvicorn.Config(
            create_app(world),
            log_level="warning",
            access_log=False,
            date_header=False,
            lifespan="off",
            timeout_graceful_shutdown=GRACE,
        )
        server = Server(config, answering)
        threading.Thread(target=_until_closed, args=[server], daemon=True).start()
        # uvicorn raises the signal again when it has ended: by default that would end us here.
        signal.signal(signal.SIGTERM, _leave)
        try:
            with contextlib.suppress(KeyboardInterrupt):
                server.run(sockets=[listener])
        finally:
            world.ending.set()
            settings.remove(state)


@contextmanager
def _listening(port: int) -> Generator[socket.socket]:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
            listener.listen()
        except OSError as error:
            if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
                raise
            why = "is taken" if error.errno == errno.EADDRINUSE else "may not be used"
            raise WeirError(
                f"port {port} {why}",
                where=f"{HOST}:{port}",
                fix="end the process that listens there, or choose another port (0: any free one)",
            ) from error
        yield listener


def _until_closed(server: Server) -> None:
    """End the server when standard input ends: that is how a parent's death is noticed.

    Read below Python's buffers: a thread that waits in one of them when the interpreter ends
    makes it abort.
    """
    while os.read(STANDARD_INPUT, 1):
        pass
    server.should_exit = True


def _leave(_: int, __: FrameType | None) -> None:
    raise SystemExit(0)
