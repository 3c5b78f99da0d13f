"""Processes that live and end together."""

import os
import signal
import socket
import time
from collections.abc import Iterable
from contextlib import suppress

import psutil

from weir.errors import WeirError
from weir.process import alive

PATIENCE = 10.0  # seconds between asking a process to end and killing it
POLL = 0.05
SIGNALLED = 128  # an exit code above it stands for a signal


def require_free(port: int, what: str, option: str) -> None:
    """Refuse a port that somebody else listens on.

    Raises:
        WeirError: naming the port and the option that changes it.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise WeirError(
                f"port {port} is taken, {what} can't listen there",
                where=f"127.0.0.1:{port}",
                fix=f"end what listens there, or choose another with {option}",
            ) from error


class Asked:
    """Whether somebody asked us to end: Ctrl-C, a service manager, a closed terminal."""

    def __init__(self) -> None:
        self.yes = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note)

    def _note(self, *_: object) -> None:
        self.yes = True


def ask(pids: Iterable[int], number: signal.Signals, patience: float = PATIENCE) -> None:
    """Send a signal to processes and wait until they have ended, or until patience does."""
    asked = list(pids)
    for pid in asked:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and any(alive(pid) for pid in asked):
        time.sleep(POLL)


def members(leaders: Iterable[int]) -> set[int]:
    """All processes of some sessions, with what these started in sessions of their own.

    A session outlives its leader: what a killed process left behind is still found by it.
    """
    sessions = set(leaders)
    found: set[int] = set()
    for process in psutil.process_iter():
        with suppress(ProcessLookupError, psutil.Error):
            if os.getsid(process.pid) in sessions:
                found.add(process.pid)
                found.update(child.pid for child in process.children(recursive=True))
    return found - {os.getpid()}


def kill(pids: Iterable[int]) -> None:
    """Kill processes, and wait until they are gone."""
    ask(pids, signal.SIGKILL)


def passed_on(code: int) -> int:
    """A child's end as an exit code of its parent, as shells pass it on."""
    return SIGNALLED - code if code < 0 else code or 1


def of_child(code: int) -> int:
    """What `passed_on` was given."""
    return SIGNALLED - code if code > SIGNALLED else code


def how(code: int | None) -> str:
    """An exit code in words."""
    if code is None:
        return "without a word"
    if code >= 0:
        return f"code {code}"
    with suppress(ValueError):
        return f"killed, {signal.Signals(-code).name}"
    return f"killed, signal {-code}"
