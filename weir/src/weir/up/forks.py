"""The forkserver, as its client sees it."""

import json
import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass
class Child:
    """A process that the forkserver started.

    Attributes:
        pid: None until it has been started.
        code: its exit code, negative for a signal; None while it works.
    """

    name: str
    log: Path
    pid: int | None = None
    code: int | None = None

    def tail(self, lines: int = 12) -> str:
        """The last lines of its log."""
        return "\n".join(self.log.read_text(errors="replace").strip().splitlines()[-lines:])


# glibc gives each thread a heap of its own, up to sixteen for two processors, and hardly ever gives
# one back: code servers answer in many threads.
ARENAS = {"MALLOC_ARENA_MAX": "2"}


class Forkserver:
    """A process that starts others by copying itself.

    Args:
        lifeline: descriptor whose other end this process alone holds open.
    """

    def __init__(self, logs: Path, project: Path, lifeline: int) -> None:
        logs.mkdir(parents=True, exist_ok=True)
        self.logs = logs
        self.log = logs / "forkserver.log"
        with self.log.open("wb") as sink:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "weir.up.forkserver", str(lifeline)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=sink,
                cwd=project,
                env={**ARENAS, **os.environ},
                pass_fds=[lifeline],
                # A terminal's Ctrl-C must reach `weir up` alone, which ends the others in order.
                start_new_session=True,
            )
        assert self.process.stdout is not None  # noqa: S101 - for the type checker
        os.set_blocking(self.process.stdout.fileno(), False)
        self.children: dict[str, Child] = {}
        self._buffer = b""

    def script(self, name: str, command: str, arguments: list[str]) -> Child:
        """Start an installed command."""
        return self._order(name, name, {"script": command, "arguments": arguments})

    def host(self, name: str, location: str, assignment: dict[str, Any]) -> Child:
        """Start a location's host; see `weir.up.host.Assignment`."""
        log = str(self.logs / f"{location}.log")
        return self._order(name, location, {"host": {**assignment, "log": log}})

    def _order(self, name: str, log: str, order: dict[str, Any]) -> Child:
        child = Child(name, self.logs / f"{log}.log")
        self.children[name] = child
        line = json.dumps({"id": name, "log": str(child.log), **order}) + "\n"
        assert self.process.stdin is not None  # noqa: S101 - for the type checker
        with suppress(BrokenPipeError):
            self.process.stdin.write(line.encode())
            self.process.stdin.flush()
        return child

    def look(self) -> bool:
        """Enter what has become of the children; False where the forkserver itself has ended."""
        assert self.process.stdout is not None  # noqa: S101 - for the type checker
        while piece := self.process.stdout.read():
            *lines, self._buffer = (self._buffer + piece).split(b"\n")
            for line in lines:
                self._enter(json.loads(line))
        return self.process.poll() is None

    def _enter(self, message: dict[str, Any]) -> None:
        child = self.children.get(message.get("id", ""))
        if child is not None:
            child.pid = message.get("pid", child.pid)
            child.code = message.get("code", child.code)

    @property
    def leaders(self) -> list[int]:
        """The processes that it started, ended ones included: each leads a session."""
        return [child.pid for child in self.children.values() if child.pid is not None]

    @property
    def idle(self) -> bool:
        """Whether all that it started has ended."""
        return all(child.code is not None for child in self.children.values())

    def end(self) -> None:
        """End it; what it started is not touched."""
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
