"""Fork a process that has imported everything already."""

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

NAME_LENGTH = 15  # of a process's name in the kernel
INHERITED = (signal.SIGCHLD, signal.SIGTERM, signal.SIGHUP)


def fork(
    role: Callable[[], int],
    *,
    name: str,
    log: Path,
    lead: bool = False,
    closing: Iterable[int] = (),
) -> int:
    """Start a copy of this process that does `role` and ends; its id.

    Args:
        role: what the copy does; the number that it returns is its exit code.
        name: how the copy is called in a list of processes (Linux only).
        log: the file that its output is appended to.
        lead: whether it begins a session of its own, by which its descendants are found.
        closing: descriptors of the original that the copy must not hold.

    Raises:
        RuntimeError: another Python thread runs here: a lock that it holds would stay taken in
            the copy for ever.
    """
    if threading.active_count() != 1:
        raise RuntimeError(f"threads run in {name}'s parent: {threading.enumerate()}")
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        _become(name, log, lead=lead, closing=closing)
        code = role()
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else int(left.code is not None)
    except KeyboardInterrupt:
        code = 130
    except BaseException:
        logging.getLogger("weir").exception("%s failed", name)
    finally:
        logging.shutdown()
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        # Never back into the original's code, nor into its exit handlers.
        os._exit(code)


def _become(name: str, log: Path, *, lead: bool, closing: Iterable[int]) -> None:
    signal.set_wakeup_fd(-1)
    for number in INHERITED:
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for descriptor in closing:
        with suppress(OSError):
            os.close(descriptor)
    if lead:
        os.setsid()
    sink = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(sink, 1)
    os.dup2(sink, 2)
    with suppress(OSError):
        Path("/proc/self/comm").write_text(name[:NAME_LENGTH])
