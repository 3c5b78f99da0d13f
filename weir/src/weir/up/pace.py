"""The daemon looks often while a chain runs, and seldom while nothing does.

After each run of a location, its sources are looked at: what happened at several of them at once
then goes through in one chain, which begins when all have been looked at (`automation/unlooked`).

Conditions compare records with the graph: while neither changes they have nothing to decide but
what time alone makes due (a clock, a retry, the end of a cooldown). So they are looked at when
something was recorded, or a source that they wait for was looked at, and else seldom.
"""

import logging
import threading
import time

import dagster as dg

from weir.adapters.dagster import last_looks
from weir.adapters.dagster_pace import Turns, look_every, watch_every
from weir.automation.running import CONDITIONS
from weir.automation.source import of_source
from weir.environment import current
from weir.launcher import warm
from weir.process import alive

QUICK, CALM = 0.5, 5.0  # seconds between two rounds of looks, while a chain runs and else
SHORT, LONG = 3.0, 15.0  # seconds that conditions rest at most, likewise
AFTER = 20.0  # seconds after the last run's end in which its successor may be due
NOTICE = 0.25, 1.0  # seconds until it is noticed that something was recorded, likewise
WATCH = 3.0  # seconds in which an edit's code server is noticed


def keep(command: str) -> None:
    """Set the pace of this process: `dagster-daemon` changes it as its runs come and go."""
    watch_every(WATCH)
    if command == "dagster-daemon":
        threading.Thread(target=_keep, name="pace", daemon=True).start()


def _keep() -> None:
    turns, busy, seen = Turns(of_source, CONDITIONS.__eq__, LONG), 0.0, None
    with dg.DagsterInstance.get() as instance:
        while True:
            working = {w for w in list(warm.launched) if alive(w.pid, w.began)}
            for ended in set(warm.launched) - working:
                turns.look(warm.launched.pop(ended))
            if working:
                busy = time.monotonic()
            chain = bool(busy) and time.monotonic() - busy < AFTER
            try:
                last, seen = seen, _seen(instance)
                if last != seen or turns.looked(lambda: last_looks(instance, time.time())):
                    turns.happened = time.time()
            except Exception:  # any storage's error: nobody else would set the pace
                logging.getLogger("weir").exception("the records can't be read")
                turns.happened = time.time()
            turns.rest = SHORT if chain else LONG
            look_every(QUICK if chain else CALM)
            time.sleep(NOTICE[not chain])


def _seen(instance: dg.DagsterInstance) -> tuple[int | None, int | None]:
    """What is another when something was recorded, or the graph is another."""
    record = instance.event_log_storage.get_maximum_record_id()
    try:
        return record, current().home.graph.stat().st_mtime_ns
    except FileNotFoundError:
        return record, None
