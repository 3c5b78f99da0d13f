"""A dbt process of our own, that serves one request after the other."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from weir.components.dbt import speech
from weir.components.dbt.project import Project
from weir.errors import WeirError

IDLE = 120.0  # seconds without a request after which it ends
STOP_SECONDS = 20.0  # dbt cancels its queries and ends; after that it is killed
TAIL = 4000  # characters of a crashed process's output that are shown


class Child:
    """The process; it notices when this one is gone.

    Attributes:
        environment: what it runs in; a request for another one needs another process.
        owner: id of the process that started it. A fork of that one has the pipes too, and must
            leave them alone.
        at_rest: whether it has answered everything that it was asked.
    """

    def __init__(self, project: Project, environment: Mapping[str, str]) -> None:
        self.project = project
        self.environment = dict(environment)
        self.owner = os.getpid()
        self.at_rest = True
        self._folder = _identity(project.directory)
        self._output: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - as long as we
        ours, theirs = os.pipe()
        self._answers = os.fdopen(ours)
        dialect = project.warehouse.dialect
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "weir.adapters.dbt_child", str(theirs), dialect, str(IDLE)],
                cwd=project.directory,
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=self._output,
                stderr=subprocess.STDOUT,
                pass_fds=[theirs],
                # A terminal's Ctrl-C must reach it once, through us.
                start_new_session=True,
            )
        finally:
            os.close(theirs)

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    @property
    def in_place(self) -> bool:
        """Whether the project's folder is the one that it was started in.

        Where that was removed and made anew, the process stands in the folder that is gone.
        """
        return self._folder is not None and _identity(self.project.directory) == self._folder

    def ask(self, request: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Its answers to a request, as they come.

        Raises:
            WeirError: dbt could not do what it was asked for, or ended without an answer.
        """
        self.at_rest = False
        assert self._process.stdin is not None  # noqa: S101 - for the type checker
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
        for line in self._answers:
            answer: dict[str, Any] = json.loads(line)
            if answer["kind"] == "failed":
                raise speech.refused(self.project, answer["text"])
            if answer["kind"] == "end":
                self.at_rest = True
                return
            yield answer
        raise self._died()

    def _died(self) -> WeirError:
        code = self._process.wait()
        self._output.seek(0)
        tail = self._output.read().decode(errors="replace")[-TAIL:].strip()
        return WeirError(
            f"dbt ended before it was done (exit code {code})\n{tail}".rstrip(),
            where=self.project.directory,
            fix=f"look into {self.project.target / 'logs' / 'dbt.log'}",
        )

    def end(self) -> None:
        """End it: at once where it rests, else interrupted, so that dbt cancels its queries."""
        if self.alive and not self.at_rest:
            self._process.send_signal(signal.SIGINT)
            self._wait()
        assert self._process.stdin is not None  # noqa: S101 - for the type checker
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        self._wait()
        self._answers.close()
        self._output.close()

    def _wait(self) -> None:
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


def _identity(folder: Path) -> tuple[int, int] | None:
    """Device and inode of a folder; None where there is none."""
    try:
        status = folder.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino
