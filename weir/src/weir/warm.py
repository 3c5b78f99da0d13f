"""Processes that load code locations without importing Dagster anew.

Python's forkserver does it once, in a process of one thread, for as long as this one lives, and
each process that starts here is a copy of it. A vendor is imported by the location that needs it:
all of them take longer than they save.
"""

import multiprocessing
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from weir.errors import WeirError
from weir.process import rename

PRELOADED = ["weir.graph.describing"]


def start(
    role: Callable[..., None], arguments: tuple[Any, ...], *, name: str, folder: Path, log: Path
) -> BaseProcess:
    """Start a process that calls `role`, in this one's present environment.

    Args:
        role: a function of a module.
        arguments: what it is called with; pickled.
        name: how the process is called in a list of processes.
        folder: where it works; modules are found there first, as with `python -m`.
        log: the file that its output is appended to.

    Raises:
        WeirError: the process that is copied could not start.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    place = Place(dict(os.environ), folder, log)
    process = context.Process(target=_begin, args=(place, name, role, arguments), name=name)
    try:
        process.start()
    except (OSError, EOFError) as error:
        raise WeirError(
            f"no process could be started for {name}: {type(error).__name__}: {error}",
            fix="look at the machine's memory and its temporary folder, then call it again",
        ) from error
    return process


@dataclass(frozen=True)
class Place:
    """Where a process works. The forkserver has what was so at the moment when it was started."""

    environment: dict[str, str]
    folder: Path
    log: Path

    def enter(self) -> None:
        """Take this process there."""
        os.environ.clear()
        os.environ.update(self.environment)
        os.chdir(self.folder)
        sys.path.insert(0, str(self.folder))
        sink = os.open(self.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        for stream in (1, 2):
            os.dup2(sink, stream)
        os.close(sink)


def _begin(place: Place, name: str, role: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    place.enter()
    rename(name)
    role(*arguments)
