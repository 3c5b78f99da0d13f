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
    def grown(thirds: dict[str, Thirds]) -> list[str]:
    """The processes that hold more at the end than at the beginning."""
    return [role for role, medians in thirds.items() if medians.grown > FLAT]
