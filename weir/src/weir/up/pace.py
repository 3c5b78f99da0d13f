"""The daemon looks often while a chain runs, and seldom while nothing does.

After each run of a location, its sources are looked at: what happened at several of them at once
then goes through in one chain, which begins when all have been looked at (`automation/unlooked`).
"""

import threading
import time

from weir.adapters.dagster_pace import OutOfTurn, look_every, watch_every
from weir.automation.source import of_source
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
    out_of_turn = OutOfTurn(of_source)
    while True:
        working = {w for w in list(warm.launched) if alive(w.pid, w.began)}
        for ended in set(warm.launched) - working:
            out_of_turn.look(warm.launched.pop(ended))
        if working:
            busy = time.monotonic()
        look_every(QUICK if busy and time.monotonic() - busy < AFTER else CALM)
        time.sleep(QUICK)
