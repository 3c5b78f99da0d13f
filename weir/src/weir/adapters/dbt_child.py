"""The process in which dbt runs: requests come in on stdin, a line each, answers go out as lines.

Started as `python -m weir.adapters.dbt_child <descriptor> <dialect> <idle seconds>`; imports
nothing of weir but `weir.adapters.dbt`. One process serves invocation after invocation, so that
only the first pays for importing dbt. It ends when stdin does (its parent is gone or wants it
no more), and by itself when nobody asked anything for a while.
"""

import gc
import importlib
import json
import os
import select
import signal
import sys
import threading
import time
from queue import Empty, Queue
from types import FrameType
from typing import Any, TextIO

from weir.adapters.dbt import Worker

# dbt-duckdb says that it cancels, but interrupts a new cursor instead of the one that runs
# (dbt-duckdb 1.11, environments/local.py `cancel`), then waits for the query's end.
WITHIN = {"duckdb"}
GRACE = 10.0  # seconds that dbt may take to cancel its queries once the parent is gone
# Thousands of nodes are made at once and none is garbage: Python's collector, at its default of
# 700, walks over all of them again and again (5,000 models: half of the parse's CPU).
COLLECT = (100_000, 50, 100)


class Answers:
    """JSON lines to the parent, from any thread."""

    def __init__(self, descriptor: int) -> None:
        self._file: TextIO = os.fdopen(descriptor, "w", buffering=1)
        self._lock = threading.Lock()

    def send(self, **answer: Any) -> None:
        line = json.dumps(answer, default=str)
        with self._lock:
            self._file.write(line + "\n")


class Requests:
    """Lines from the parent, read by a thread that notices the parent's end at once.

    A pipe tells on every system; `prctl` is Linux only and fires when the thread that started us
    ends.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lines: Queue[bytes | None] = Queue()
        self._busy = threading.Event()
        self._alone = threading.Event()
        parent = os.getppid()
        threading.Thread(target=self._listen, args=[parent], name="parent", daemon=True).start()

    def next(self, idle: float) -> dict[str, Any] | None:
        """The next request; None when there will be none, or there was none for `idle` seconds."""
        self._busy.clear()
        try:
            line = self._lines.get(timeout=idle)
        except Empty:
            return None
        self._busy.set()
        # Set before the look: either we see that the parent is gone, or the thread sees us busy.
        return None if line is None or self._alone.is_set() else json.loads(line)

    def _listen(self, parent: int) -> None:
        rest = b""
        while os.getppid() == parent:
            if not select.select([0], [], [], 1.0)[0]:
                continue
            read = os.read(0, 1 << 20)
            if not read:
                break
            *lines, rest = (rest + read).split(b"\n")
            for line in lines:
                self._lines.put(line)
        self._alone.set()
        self._lines.put(None)
        if self._busy.is_set():
            self._end()

    def _end(self) -> None:
        """End in mid-work, dbt's queries first; what it still prints must not break on a pipe."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for target in (1, 2, self._descriptor):
            os.dup2(nowhere, target)
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(GRACE)
        os._exit(1)


def stop_on_signals(dialect: str) -> None:
    """Let SIGINT and SIGTERM end the process, with its queries where the engine can do that.

    Dbt cancels what runs at BigQuery. An engine within this process goes with it, and so does
    its open transaction; waiting would be for the query's end.
    """

    def stop(number: int, _frame: FrameType | None) -> None:
        if dialect in WITHIN:
            os._exit(128 + number)
        raise KeyboardInterrupt

    # Set in any case: a background shell hands down an ignored SIGINT.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)


def main() -> int:
    """Serve requests until there are no more."""
    descriptor, dialect, idle = int(sys.argv[1]), sys.argv[2], float(sys.argv[3])
    stop_on_signals(dialect)
    gc.set_threshold(*COLLECT)
    requests, answers = Requests(descriptor), Answers(descriptor)
    importlib.import_module("dbt.cli.main")  # takes seconds: begun before anybody asks

    while (request := requests.next(idle)) is not None:
        answers.send(kind="end", fine=Worker(request, answers.send).work())
    return 0


if __name__ == "__main__":
    sys.exit(main())
