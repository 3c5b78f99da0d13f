"""What surrounds every system's app: the log of its calls and the faults injected into them."""

import asyncio
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.calls import Call, Calls
from sandbox.faults import Fault
from sandbox.world import World

MARK = (b"x-sandbox", b"1")  # on every answer: this is not the vendor


class Surrounded:
    """An app whose calls are logged, and go wrong where a fault says so.

    Args:
        app: the system's own.
        world: whose faults and clock count.
        calls: the log.
        system: the path under which the app is mounted, without its slash.
    """

    def __init__(self, app: ASGIApp, world: World, calls: Calls, system: str) -> None:
        self.app, self.world, self.calls, self.system = app, world, calls, system

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.monotonic()
        path = Request(scope).url.path
        fault = await asyncio.to_thread(self.world.faults.take, scope["method"], path)

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), MARK]
                call = self._call(scope, path, message["status"], fault, time.monotonic() - began)
                await asyncio.to_thread(self.calls.add, call)
            await send(message)

        if fault is None:
            await self.app(scope, receive, answer)
            return
        if fault.after:
            await self.app(scope, receive, _lose)
        await asyncio.sleep(fault.delay)
        if fault.half:
            await self.app(scope, receive, _broken(answer))
        elif fault.status is None and not fault.after:
            await self.app(scope, receive, answer)
        else:
            await _injected(fault)(scope, receive, answer)

    def _call(
        self, scope: Scope, path: str, status: int, fault: Fault | None, seconds: float
    ) -> Call:
        return Call(
            system=self.system,
            method=scope["method"],
            path=path.removeprefix(f"/{self.system}"),
            query=scope.get("query_string", b"").decode("latin-1"),
            status=status,
            injected=fault is not None,
            seconds=round(seconds, 4),
            clock=self.world.clock.isoformat(),
        )


async def _lose(_: Message) -> None:
    """Where an answer goes that never arrives."""


def _broken(send: Send) -> Send:
    """Send the first half of the body that was announced; the server then ends the connection."""

    async def half(message: Message) -> None:
        if message["type"] == "http.response.body":
            body = message.get("body", b"")
            message = {**message, "body": body[: len(body) // 2], "more_body": True}
        await send(message)

    return half


def _injected(fault: Fault) -> Response:
    status = fault.status or 502
    plain: dict[str, Any] = {
        "status": "error",
        "code": "Injected",
        "error": f"status {status}, injected by the sandbox's control plane",
        "message": f"status {status}, injected by the sandbox's control plane",
    }
    return JSONResponse(plain if fault.body is None else fault.body, status, fault.headers)
