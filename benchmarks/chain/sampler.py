"""CPU seconds of the process that executes the steps, over time."""

import threading
import time
from bisect import bisect_left

import psutil

EXECUTOR = "weir.run.child"
EVERY = 0.1  # seconds between two samples


class Sampler:
    """Samples of (moment, CPU seconds so far) of the executor below a `weir run`.

    Dagster's log has the moments of each step but not its CPU time; the steps run one after the
    other in one process, so what it and its children used between two moments is the step's.
    """

    def __init__(self) -> None:
        self._moments: list[float] = []
        self._used: list[float] = []

    def start(self, pid: int) -> None:
        """Sample the executor below the process until that ends."""
        threading.Thread(target=self._sample, args=(pid,), daemon=True).start()

    def between(self, first: float, last: float) -> float:
        """CPU seconds used between two moments (seconds since the epoch)."""
        return self._at(last) - self._at(first)

    def _at(self, moment: float) -> float:
        place = min(bisect_left(self._moments, moment), len(self._moments) - 1)
        return self._used[place] if place >= 0 else 0.0

    def _sample(self, pid: int) -> None:
        executor: psutil.Process | None = None
        while psutil.pid_exists(pid):
            try:
                executor = executor or _executor(pid)
                if executor:
                    used = _used(executor)
                    self._moments.append(time.time())
                    self._used.append(max(used, self._used[-1] if self._used else 0.0))
            except psutil.Error:
                if executor and not executor.is_running():
                    return
            time.sleep(EVERY)


def _executor(pid: int) -> psutil.Process | None:
    for process in psutil.Process(pid).children(recursive=True):
        if EXECUTOR in process.cmdline():
            return process
    return None


def _used(executor: psutil.Process) -> float:
    used = sum(executor.cpu_times()[:4])  # its own and its ended children's
    for child in executor.children(recursive=True):
        try:
            used += sum(child.cpu_times()[:4])
        except psutil.NoSuchProcess:
            continue
    return used
