"""The dbt process that is kept from one step of a run to the next: importing dbt takes seconds."""

import atexit
import os
import threading
import time

from weir.components.dbt.child import IDLE, Child
from weir.components.dbt.project import Project

# Differ from step to step and mean nothing to dbt: a lease is lent for one step by the environment.
PASSING = ("WEIR_LEASE_",)
MARGIN = 15.0  # seconds before its own end at which a process is no longer asked


class Kept:
    """At most one process at rest, for this process alone.

    Whoever uses it takes it out, so that two steps at a time never talk to the same one.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: Child | None = None
        self._since = 0.0

    def take(self, project: Project) -> Child:
        """A process for that project and the present environment: the kept one or a new one."""
        environment = _lasting(project.child_environment())
        with self._lock:
            child, self._child = self._child, None
        if child is None or child.owner != os.getpid():
            return Child(project, environment)
        fresh = time.monotonic() - self._since < IDLE - MARGIN
        same = child.project == project and child.environment == environment
        if fresh and same and child.alive and child.in_place:
            return child
        child.end()
        return Child(project, environment)

    def give_back(self, child: Child) -> None:
        """Keep a process; end it if it is in the middle of something."""
        with self._lock:
            if child.at_rest and self._child is None:
                self._child, self._since = child, time.monotonic()
                return
        child.end()

    def drop(self) -> None:
        """End the kept process."""
        with self._lock:
            child, self._child = self._child, None
        if child is not None and child.owner == os.getpid():
            child.end()


def _lasting(environment: dict[str, str]) -> dict[str, str]:
    return {k: v for k, v in environment.items() if not k.startswith(PASSING)}


KEPT = Kept()
atexit.register(KEPT.drop)
