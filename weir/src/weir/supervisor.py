"""Processes that live and end together."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from weir.errors import WeirError

GRACE = 20.0  # seconds between asking a process to end and killing it
RESTARTS = 3


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


@dataclass
class Service:
    """A process that is started again when it dies, a few times."""

    name: str
    command: Sequence[str]
    log: Path
    cwd: Path
    process: subprocess.Popen[bytes] | None = None
    restarts: int = 0

    def start(self) -> None:
        """Start it; its output goes to its log."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as sink:
            # A session of its own: Ctrl-C reaches us alone, and we end them in order.
            self.process = subprocess.Popen(
                self.command, stdout=sink, stderr=sink, cwd=self.cwd, start_new_session=True
            )

    def tail(self) -> str:
        """The last lines of its log."""
        return "\n".join(self.log.read_text(errors="replace").strip().splitlines()[-12:])


@dataclass
class Supervisor:
    """Keeps services alive until it is asked to stop; then ends all of them.

    `dagster dev` ends everything when its daemon dies; here the daemon is started again.
    """

    services: list[Service]
    tell: Callable[[str], None]
    each_round: Callable[[], None]
    stopping: bool = field(default=False, init=False)

    def run(self) -> None:
        """Start all, and watch until a signal comes.

        Raises:
            WeirError: a service died too often; the message ends with its log.
        """
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        try:
            for service in self.services:
                service.start()
            while not self.stopping:
                time.sleep(1.0)
                self._check()
                if not self.stopping:
                    self.each_round()
        finally:
            self._end()

    def _stop(self, *_: object) -> None:
        self.stopping = True

    def _check(self) -> None:
        for service in self.services:
            if service.process is None or service.process.poll() is None:
                continue
            code = service.process.returncode
            if service.restarts >= RESTARTS:
                raise WeirError(
                    f"{service.name} ended {RESTARTS + 1} times (code {code}):\n{service.tail()}",
                    where=service.log,
                    fix="mend what its log says, then start again",
                )
            service.restarts += 1
            self.tell(f"{service.name} ended (code {code}); starting it again")
            service.start()

    def _end(self) -> None:
        running = [s.process for s in self.services if s.process and s.process.poll() is None]
        for process in running:
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGINT)
        deadline = time.monotonic() + GRACE
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def script(name: str) -> str:
    """The path of a command that was installed beside this interpreter."""
    return str(Path(sys.executable).with_name(name))
