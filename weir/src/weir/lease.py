"""One holder at a time, across processes: a file lock that names who has it."""

import contextlib
import fcntl
import json
import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from weir.errors import WeirError
from weir.process import alive

logger = logging.getLogger(__name__)

PATIENCE = 2.0  # seconds of silent waiting before the holder's name is told
SLICE = 0.2  # seconds between two looks at whether to go on waiting
_threads: dict[Path, threading.RLock] = {}
_depth: dict[Path, int] = {}
_guard = threading.Lock()


class LeaseTimeoutError(WeirError):
    """The lease stayed in other hands past the bound."""


class LeaseGivenUpError(WeirError):
    """Whoever waited for the lease does not want it any more."""


@dataclass(frozen=True)
class Lease:
    """The right to use what `path` stands for, held by one holder at a time.

    Held in the kernel (flock), so a killed holder frees it without any handler. Re-entrant in
    a thread, and in child processes, which inherit a token in their environment.

    Attributes:
        path: the lock file.
        subject: what is leased, for messages ("the warehouse").
        timeout: seconds to wait before giving up.
    """

    path: Path
    subject: str
    timeout: float = 900.0

    @property
    def variable(self) -> str:
        """Name of the environment variable that lends the lease to child processes."""
        return f"WEIR_LEASE_{self.path.stem.upper().replace('.', '_').replace('-', '_')}"

    def holder(self) -> dict[str, str]:
        """What the lock file says of its present holder; empty when nobody holds it."""
        try:
            record = json.loads(self.path.read_text().rstrip("\0 ") or "{}")
        except (OSError, ValueError):
            return {}
        return {str(k): str(v) for k, v in record.items()}

    def describe_holder(self) -> str:
        """The present holder in words."""
        record = self.holder()
        if not record.get("pid"):
            return "a process that left no name"
        text = f"{record['what']} (pid {record['pid']}, since {record['since']})"
        if record["host"] == socket.gethostname() and not alive(int(record["pid"])):
            text += "; that process is dead, a child of it still holds the lock"
        return text

    @contextlib.contextmanager
    def held(self, what: str, meanwhile: Callable[[], bool] | None = None) -> Generator[None]:
        """Hold the lease while the block runs.

        Args:
            what: the holder's name, shown to everyone who waits.
            meanwhile: done five times a second while it waits; True gives up. It must not ask for
                the lease: it would wait behind itself.

        Raises:
            LeaseTimeoutError: it was not free within the bound; the message names the holder.
            LeaseGivenUpError: `meanwhile` gave up.
        """
        path = self.path.resolve()
        with _guard:
            thread_lock = _threads.setdefault(path, threading.RLock())
        if not thread_lock.acquire(timeout=self.timeout):
            raise self._too_late()
        try:
            if _depth.get(path, 0) or self._lent():
                _depth[path] = _depth.get(path, 0) + 1
                try:
                    yield
                finally:
                    _depth[path] -= 1
                return
            descriptor = self._take(meanwhile)
            try:
                with self._recorded(descriptor, what, path):
                    yield
            finally:
                os.close(descriptor)  # closing releases the flock
        finally:
            thread_lock.release()

    @contextlib.contextmanager
    def _recorded(self, descriptor: int, what: str, path: Path) -> Generator[None]:
        token = os.urandom(8).hex()
        record: dict[str, object] = {
            "pid": os.getpid(),
            "what": what,
            "host": socket.gethostname(),
            "since": datetime.now(UTC).strftime("%H:%M:%S UTC"),
            "token": token,
        }
        _write(descriptor, record)
        os.environ[self.variable] = token
        _depth[path] = 1
        try:
            yield
        finally:
            _depth[path] = 0
            os.environ.pop(self.variable, None)
            _write(descriptor, {})

    @property
    def taken(self) -> bool:
        """Whether somebody holds it at this moment."""
        try:
            with self.path.open() as probe:
                fcntl.flock(probe, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except FileNotFoundError:
            return False
        return False

    def _lent(self) -> bool:
        """True when our parent holds the lease and its token came with the environment."""
        token = os.environ.get(self.variable)
        return bool(token) and self.holder().get("token") == token and self.taken

    def _take(self, meanwhile: Callable[[], bool] | None) -> int:
        """A descriptor that holds the flock.

        Waits in the kernel's queue, on a helper thread: first come, first served. Polling
        starves: one looping writer kept four others out for its whole run.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        taken: list[int] = []
        given_up = threading.Event()
        done = threading.Event()
        handover = threading.Lock()

        def queue() -> None:
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o664)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            with handover:
                if given_up.is_set():
                    os.close(descriptor)
                else:
                    taken.append(descriptor)
            done.set()

        threading.Thread(target=queue, name=f"lease-{self.path.name}", daemon=True).start()
        began, named, given = time.monotonic(), False, False
        deadline = began + self.timeout
        try:
            while not given and not done.wait(max(0.0, min(SLICE, deadline - time.monotonic()))):
                now = time.monotonic()
                if not named and now >= min(deadline, began + PATIENCE):
                    named = True
                    held = self.describe_holder()
                    logger.warning("waiting for %s: held by %s", self.subject, held)
                if now >= deadline:
                    break
                given = meanwhile is not None and meanwhile()
        finally:
            with handover:
                if not taken:
                    given_up.set()
        if taken:
            return taken[0]
        if given:
            raise LeaseGivenUpError(f"nobody waits for {self.subject} any more", where=self.path)
        raise self._too_late()

    def _too_late(self) -> LeaseTimeoutError:
        return LeaseTimeoutError(
            f"waited {self.timeout:g} s for {self.subject}; held by {self.describe_holder()}",
            where=self.path,
            fix="wait for that process or end it, then try again",
        )


def _write(descriptor: int, record: dict[str, object]) -> None:
    # One write of a fixed size: a reader never sees half a record.
    os.pwrite(descriptor, json.dumps(record).encode().ljust(1024), 0)
