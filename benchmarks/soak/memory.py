"""The memory of each process over time."""

import json
import statistics
import threading
from contextlib import suppress
from pathlib import Path

import psutil

EVERY = 10.0  # seconds between two samples
FLAT = 0.10  # by which the last third may lie above the first


class Memory:
    """Samples of each lasting process of `weir up`, in MB by its role.

    What is resident counts, shared pages in full: with the divided ones, a process would seem to
    grow when another that shares with it ends.
    """

    def __init__(self, leader: int, listed: Path) -> None:
        self._leader, self._listed = leader, listed
        self._of: dict[str, list[float]] = {}
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._thread.start()

    def end(self) -> dict[str, tuple[float, float]]:
        """Medians of the first and the last third, by role, of those that were there all along."""
        self._end.set()
        self._thread.join()
        whole = max(map(len, self._of.values()), default=0)
        return {
            role: (statistics.median(found[:third]), statistics.median(found[-third:]))
            for role, found in sorted(self._of.items())
            if (third := len(found) // 3) and len(found) > whole / 2
        }

    def _sample(self) -> None:
        while not self._end.wait(EVERY):
            for role, pid in self._roles().items():
                with suppress(psutil.Error):
                    held = psutil.Process(pid).memory_info().rss / 2**20
                    self._of.setdefault(role, []).append(held)

    def _roles(self) -> dict[str, int]:
        with suppress(OSError, ValueError):
            return {"weir up": self._leader, **json.loads(self._listed.read_text())}
        return {}


def grown(thirds: dict[str, tuple[float, float]]) -> list[str]:
    """The processes that hold more at the end than at the beginning."""
    return [role for role, (first, last) in thirds.items() if last > first * (1 + FLAT)]
