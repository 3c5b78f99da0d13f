"""A process that loads one code location and describes it."""

import json
import logging
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from weir.errors import WeirError
from weir.graph.describe import describe
from weir.graph.refusal import refusal
from weir.graph.workspace import Location
from weir.warm import start

TRACEBACK_LINES = 25
WARNING = "warning: "  # how a line begins that a location says to whoever builds the graph


@dataclass
class Describing:
    """The process, begun when this is made.

    A location that does not load, ends its process or leaves something in it concerns no other.

    Attributes:
        project: the folder that it is loaded in.
        log: where it writes what it prints.
    """

    location: Location
    project: Path
    log: Path
    _process: BaseProcess = field(init=False)
    _answer: "Connection[Any, Any]" = field(init=False)

    def __post_init__(self) -> None:
        self._answer, theirs = Pipe(duplex=False)
        with theirs:
            self._process = start(
                _describe,
                (theirs, self.location, self.project),
                name=f"load {self.location.name}",
                folder=self.project,
                log=self.log,
            )

    def answer(self) -> dict[str, Any]:
        """Its part of the graph, when it is there.

        Raises:
            WeirError: the location does not load.
        """
        told: dict[str, Any] = {}
        with suppress(EOFError):
            told = json.loads(self._answer.recv_bytes())
        self._process.join()
        if "refusal" in told:
            raise WeirError(**told["refusal"])
        if "described" in told:
            return told["described"]
        tail = "\n".join(self._lines()[-TRACEBACK_LINES:])
        raise WeirError(
            f"code location {self.location.name} does not load"
            f" (code {self._process.exitcode}):\n{tail}",
            where=f"module {self.location.module}",
            fix="mend the file that the last lines name; the other locations are not to blame",
        )

    @property
    def warnings(self) -> list[str]:
        """What it says to whoever builds the graph."""
        return [line for line in self._lines() if line.startswith(WARNING)]

    def end(self) -> None:
        """End it, done or not."""
        self._process.kill()
        self._process.join()
        self._answer.close()

    def _lines(self) -> list[str]:
        return self.log.read_text(errors="replace").strip().splitlines()


def _describe(answer: "Connection[Any, Any]", location: Location, project: Path) -> None:
    try:
        told = {"described": describe(location.name, location.load())}
    except Exception as error:
        logging.getLogger("weir").exception("%s does not load", location.name)
        told = {"refusal": refusal(error, location.name, location.module, project)}
    answer.send_bytes(json.dumps(told).encode())
