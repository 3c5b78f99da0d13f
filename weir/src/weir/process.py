"""Processes of this machine."""

from contextlib import suppress
from pathlib import Path

import psutil

NAME_LENGTH = 15  # of a process's name in the kernel


def alive(pid: int, since: float | None = None) -> bool:
    """Whether a process of that id works, whoever it belongs to.

    A dead child that nobody has collected (a zombie) answers signals as if it lived, for as long
    as its parent, or the init of a container, does not look.

    Args:
        since: when it began, seconds since the epoch; ids are given out again, after a restart
            of the machine within seconds.
    """
    try:
        process = psutil.Process(pid)
        if process.status() in {psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD}:
            return False
        return since is None or abs(process.create_time() - since) < 1.0
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True


def began() -> float:
    """When this process began, seconds since the epoch."""
    return psutil.Process().create_time()


def rename(name: str) -> None:
    """Call this process so in a list of processes (Linux only)."""
    with suppress(OSError):
        Path("/proc/self/comm").write_text(name[:NAME_LENGTH])
