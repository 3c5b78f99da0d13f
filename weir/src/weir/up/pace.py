"""The daemon looks often while a chain runs, and seldom while nothing does."""

import threading
import time

from weir.adapters.dagster_pace import look_every, watch_every
from weir.launcher import warm
from weir.process import alive

QUICK, CALM = 1.0, 5.0  # seconds between two looks at the sensors
AFTER = 20.0  # seconds after the last run's end in which its successor may be due
WATCH = 3.0  # seconds in which an edit's code server is noticed


def keep(command: str) -> None:
    """Set the pace of this process: `dagster-daemon` changes it as its runs come and go."""
    watch_every(WATCH)
    if command == "dagster-daemon":
        threading.Thread(target=_keep, name="pace", daemon=True).start()


def _keep() -> None:
    busy = 0.0
    while True:
        working = {pid: began for pid, began in warm.launched.items() if alive(pid, began)}
        for ended in set(warm.launched) - set(working):
            warm.launched.pop(ended, None)
        if working:
            busy = time.monotonic()
        look_every(QUICK if busy and time.monotonic() - busy < AFTER else CALM)
        time.sleep(QUICK)
