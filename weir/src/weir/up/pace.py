"""The daemon looks often while a chain runs, and seldom while nothing does.

After each run of a location, its sources are looked at: what happened at several of them at once
then goes through in one chain, which begins when all have been looked at (`automation/unlooked`).

Conditions compare records with the graph: while neither changes they have nothing to decide but
what time alone makes due (a clock, a retry, the end of a cooldown), and that can wait for `REST`.
"""

import logging
import threading
import time

import dagster as dg

from weir.adapters.dagster_pace import Turns, look_every, watch_every
from weir.automation.running import CONDITIONS
from weir.automation.source import of_source
from weir.environment import current
from weir.launcher import warm
from weir.process import alive

QUICK, CALM = 1.0, 5.0  # seconds between two looks at the sensors
AFTER = 20.0  # seconds after the last run's end in which its successor may be due
REST = 15.0  # seconds between two looks at conditions while nothing happens
WATCH = 3.0  # seconds in which an edit's code server is noticed


def keep(command: str) -> None:
    """Set the pace of this process: `dagster-daemon` changes it as its runs come and go."""
    watch_every(WATCH)
    if command == "dagster-daemon":
        threading.Thread(target=_keep, name="pace", daemon=True).start()


def _keep() -> None:
    busy = 0.0
    turns = Turns(of_source, CONDITIONS.__eq__, REST)
    with dg.DagsterInstance.get() as instance:
        seen = _seen(instance)
        while True:
            working = {w for w in list(warm.launched) if alive(w.pid, w.began)}
            for ended in set(warm.launched) - working:
                turns.look(warm.launched.pop(ended))
            if working:
                busy = time.monotonic()
            chain = bool(busy) and time.monotonic() - busy < AFTER
            if chain or seen != (seen := _seen(instance)):
                turns.happened = time.time()
            look_every(QUICK if chain else CALM)
            time.sleep(QUICK)


def _seen(instance: dg.DagsterInstance) -> object:
    """What is another when something was recorded, or the graph is another."""
    try:
        record = instance.event_log_storage.get_maximum_record_id()
    except Exception:  # any storage's error: nobody else would set the pace
        logging.getLogger("weir").exception("the records can't be read; conditions are looked at")
        return object()
    try:
        return record, current().home.graph.stat().st_mtime_ns
    except FileNotFoundError:
        return record, None
