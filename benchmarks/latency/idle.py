"""What a stack that has nothing to do costs."""

import time
from collections.abc import Iterable
from contextlib import suppress

import psutil


def family(leaders: Iterable[psutil.Process]) -> list[psutil.Process]:
    """Processes with all their descendants."""
    found: dict[int, psutil.Process] = {}
    for leader in leaders:
        with suppress(psutil.Error):
            for process in (leader, *leader.children(recursive=True)):
                found[process.pid] = process
    return list(found.values())


def measure(leader: psutil.Process, names: dict[int, str], seconds: float) -> dict[str, float]:
    """CPU of each process over a while, in per cent of one core; what is short-lived is lost."""
    before = {p.pid: _spent(p) for p in family([leader])}
    time.sleep(seconds)
    found: dict[str, float] = {}
    for process in family([leader]):
        with suppress(psutil.Error):
            name = names.get(process.pid) or _describe(process)
            used = _spent(process) - before.get(process.pid, 0.0)
            found[name] = found.get(name, 0.0) + 100 * used / seconds
    return found


def memory(leader: psutil.Process) -> float:
    """Memory of a process and its descendants in MB; shared pages are divided among them."""
    total = 0
    for process in family([leader]):
        with suppress(psutil.Error):
            total += process.memory_full_info().pss
    return total / 2**20


def _spent(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)


def _describe(process: psutil.Process) -> str:
    words = process.cmdline()
    # The daemon's and the webserver's own arguments speak of code servers.
    for word in ("sandbox", "_daemon", "webserver", "code-server", "grpc"):
        if any(word in part for part in words):
            return word
    return process.name()
