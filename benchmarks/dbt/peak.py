"""The most memory that a process and its descendants hold at a time."""

import threading
import time
from contextlib import suppress

import psutil

from benchmarks.latency.idle import memory

EVERY = 0.2  # seconds between two looks


class Peak:
    """Looks at a process while it runs.

    Attributes:
        megabytes: the most that was seen; pages that processes share are divided among them.
    """

    def __init__(self) -> None:
        self.megabytes = 0.0

    def start(self, pid: int) -> None:
        """Look at the process until it ends."""
        threading.Thread(target=self._look, args=(pid,), daemon=True).start()

    def _look(self, pid: int) -> None:
        with suppress(psutil.NoSuchProcess):
            leader = psutil.Process(pid)
            while leader.is_running() and leader.status() != psutil.STATUS_ZOMBIE:
                self.megabytes = max(self.megabytes, memory(leader))
                time.sleep(EVERY)
