"""Wall and CPU seconds of a process and of everything that it started and waited for."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Spent:
    """Seconds by the clock, and of all processors together."""

    wall: float = 0.0
    cpu: float = 0.0

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(self.wall + other.wall, self.cpu + other.cpu)

    def __sub__(self, other: "Spent") -> "Spent":
        return Spent(self.wall - other.wall, self.cpu - other.cpu)


def command(
    words: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    beside: Callable[[int], None] = lambda _: None,
    accepted: Collection[int] = (0,),
) -> Spent:
    """Run a command to its end.

    Args:
        accepted: exit codes that are no failure.
        beside: called with the process's id while it runs; it must end with it.

    Raises:
        SystemExit: the command failed; its output was shown.
    """
    began = time.perf_counter()
    process = subprocess.Popen(
        words,
        env=dict(environment) if environment is not None else None,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    beside(process.pid)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in accepted:
        sys.stderr.write(output)
        raise SystemExit(f"{' '.join(words)} ended with code {process.returncode}")
    return Spent(time.perf_counter() - began, usage.ru_utime + usage.ru_stime)


def script(name: str) -> str:
    """A console script of this environment."""
    return str(Path(sys.executable).with_name(name))
