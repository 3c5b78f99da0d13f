"""One code location: loaded once, it serves its definitions and forks its runs."""

import os
import select
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import psutil

from weir.adapters.dagster_run import console_script, execute
from weir.supervisor import passed_on
from weir.up import lifeline, order
from weir.up.burial import bury
from weir.up.fork import fork
from weir.up.loading import load
from weir.up.signals import Signals

POLL = 0.02  # seconds


@dataclass(frozen=True)
class Assignment:
    """What a host is started for.

    Attributes:
        sockets: path of its sockets, without their endings.
        report: where it writes its report.
        stand_in: whether it serves the error of a location that does not load, so that the
            pages show it; without it such a host ends.
        lifeline: the descriptor that closes when `weir up` is gone.
    """

    location: str
    module: str
    project: str
    sockets: str
    report: str
    log: str
    stand_in: bool
    lifeline: int


@dataclass
class Host:
    """A location's process. One thread only: it forks."""

    assignment: Assignment
    signals: Signals = field(
        default_factory=lambda: Signals(signal.SIGCHLD, signal.SIGINT, signal.SIGTERM)
    )
    runs: dict[int, str] = field(default_factory=dict[int, str])
    code_server: int = 0
    retiring: bool = False
    died: int = 0  # the code server's exit code

    def serve(self) -> int:
        """Load, serve, fork runs; the exit code.

        SIGTERM ends it and its runs at once; after SIGINT it ends when its runs have.
        """
        report = load(
            self.assignment.location, self.assignment.module, Path(self.assignment.project)
        )
        if report.error and not self.assignment.stand_in:
            report.write(Path(self.assignment.report))
            return 1
        lazy = ["--lazy-load-user-code"] if report.error else []
        self.code_server = self._fork(lambda: self._serve_code(lazy), "code")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(f"{self.assignment.sockets}.runs")
            listener.listen(64)
            if not self._answers(f"{self.assignment.sockets}.code"):
                return 1
            replace(report, code_server=self.code_server).write(Path(self.assignment.report))
            return self._loop(listener)

    def _loop(self, listener: socket.socket) -> int:
        while not (self.retiring and not self.runs):
            waited = [self.signals.reader, self.assignment.lifeline]
            if not self.retiring:
                waited.append(listener.fileno())
            ready, _, _ = select.select(waited, [], [])
            received = self.signals.received()
            if self.assignment.lifeline in ready or signal.SIGTERM in received:
                return self._end()
            if signal.SIGINT in received:
                self._retire()
            if not self._reap():
                self._end()
                return passed_on(self.died)
            if listener.fileno() in ready and not self.retiring:
                self._take_order(listener)
        return 0

    def _take_order(self, listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            run_id = order.take(connection)
            if not run_id:
                return
            pid = self._fork(lambda: self._execute(run_id), "run")
            self.runs[pid] = run_id
            began = psutil.Process(pid).create_time()
            order.answer(connection, order.Worker(pid, began))

    def _reap(self) -> bool:
        """Collect ended children; False where the code server is one of them."""
        with suppress(ChildProcessError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if not pid:
                    return True
                run_id = self.runs.pop(pid, None)
                code = os.waitstatus_to_exitcode(status)
                if run_id is not None and code:
                    self._fork(lambda r=run_id, c=code, p=pid: bury(r, p, c), "burial")
                if pid == self.code_server and not self.retiring:
                    self.died = code
                    return False
        return True

    def _retire(self) -> None:
        self.retiring = True
        with suppress(ProcessLookupError):
            os.kill(self.code_server, signal.SIGTERM)

    def _end(self) -> int:
        for pid in (*self.runs, self.code_server):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return 0

    def _fork(self, role: Callable[[], int], what: str) -> int:
        return fork(
            role,
            name=f"{what} {self.assignment.location}",
            log=Path(self.assignment.log),
            closing=(self.signals.reader, self.signals.writer),
        )

    def _serve_code(self, options: list[str]) -> int:
        lifeline.end_with(self.assignment.lifeline)
        given = self.assignment
        return console_script(
            "dagster",
            [
                *("api", "grpc", "--socket", f"{given.sockets}.code"),
                *("--location-name", given.location, "--module-name", given.module),
                *("--working-directory", given.project, "--log-level", "warning", *options),
            ],
        )

    def _execute(self, run_id: str) -> int:
        lifeline.end_with(self.assignment.lifeline)
        return execute(run_id)

    def _answers(self, path: str) -> bool:
        """Wait until the code server listens; False where it ended instead."""
        while self._reap():
            with socket.socket(socket.AF_UNIX) as probe, suppress(OSError):
                probe.connect(path)
                return True
            time.sleep(POLL)
        return False
