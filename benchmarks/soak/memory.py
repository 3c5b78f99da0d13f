"""The memory of each process over time."""

import json
import statistics
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

EVERY = 10.0  # seconds between two samples
WARM = 180.0  # seconds from the start, until a first day has gone through every process
FLAT = 0.10  # by which the last third may lie above the first


@dataclass(frozen=True)
class Thirds:
    """Medians of the first, the middle and the last third of some samples."""

    first: float
    middle: float
    last: float

    @classmethod
    def of(cls, samples: list[float]) -> "Thirds":
        """Of at least three samples."""
        third = len(samples) // 3
        parts = samples[:third], samples[third:-third], samples[-third:]
        return cls(*map(statistics.median, parts))

    @property
    def growth(self) -> float:
        """By what part of the first the last is larger."""
        return self.last / self.first - 1


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

    def end(self) -> dict[str, Thirds]:
        """The medians, by role, of those that were there all along."""
        self._end.set()
        self._thread.join()
        whole = max(map(len, self._of.values()), default=0)
        return {
            role: Thirds.of(found)
            for role, found in sorted(self._of.items())
            if len(found) >= 3 and len(found) > whole / 2
        }

    def _sample(self) -> None:
        if self._end.wait(WARM):
            return
        while not self._end.wait(EVERY):
            for role, pid in self._roles().items():
                with suppress(psutil.Error):
                    held = psutil.Process(pid).memory_info().rss / 2**20
                    self._of.setdefault(role, []).append(held)

    def _roles(self) -> dict[str, int]:
        with suppress(OSError, ValueError):
            return {"weir up": self._leader, **json.loads(self._listed.read_text())}
        return {}


def grown(thirds: dict[str, Thirds]) -> list[str]:
    """The processes that hold more at the end than at the beginning."""
    return [role for role, medians in thirds.items() if medians.growth > FLAT]
