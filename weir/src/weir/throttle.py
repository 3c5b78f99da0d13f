"""Keep requests below a system's rate limit, over all processes of one machine."""

import contextlib
import fcntl
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import IO

from weir.retry import UnavailableError

PATIENCE = 300.0


@dataclass(frozen=True)
class Throttle:
    """A window in time that takes a number of requests. Without `count` everything passes.

    Attributes:
        system: named in the error.
        path: the file with the moments of the requests in the window. A system's limit holds for
            an account, and several processes (runs, sensors) use the same one.
        count: how many requests the window takes.
        seconds: its width.
        patience: the longest wait, in seconds.
    """

    system: str
    path: Path
    count: int | None
    seconds: float
    patience: float = PATIENCE

    def wait(self) -> None:
        """Return when one more request may be sent, and count it.

        Raises:
            UnavailableError: that would take longer than `patience`.
        """
        if self.count is None:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        waited = 0.0
        while (pause := self._enter(self.count)) > 0:
            waited += pause
            if waited > self.patience:
                raise UnavailableError(
                    f"{self.system} takes {self.count} requests in {self.seconds:.0f} s, and they "
                    f"are used up for another {pause:.0f} s",
                    where="deploy/limits.yaml",
                    fix="run again after that time, or raise the limit if the account has more",
                )
            sleep(pause)

    def _enter(self, count: int) -> float:
        """Seconds until there is room; 0 where the request has been counted."""
        with self.path.open("a+") as file, _locked(file):
            present = time.time()
            file.seek(0)
            moments = [
                moment
                for line in file.read().split()
                # A moment to come is of a clock that was set back: it must not block for ever.
                if present - self.seconds < (moment := float(line)) <= present
            ]
            if len(moments) >= count:
                return moments[-count] + self.seconds - present
            file.truncate(0)
            file.write("\n".join(repr(moment) for moment in [*moments, present]))
            return 0.0


@contextlib.contextmanager
def _locked(file: IO[str]) -> Generator[None]:
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        file.flush()
        fcntl.flock(file, fcntl.LOCK_UN)
