"""Wait for syncs, and start them, with a bound and without holding anything."""

import logging
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Protocol

from weir.components.fivetran.state import State
from weir.errors import WeirError

FIRST_PAUSE = 0.25
SLOWER = 1.5


class Connection(Protocol):
    """What is asked of one connection."""

    @property
    def present(self) -> datetime | None:
        """Fivetran's time at the last answer."""
        ...

    def look(self) -> State:
        """The connection's state."""
        ...

    def trigger(self, *, resync: bool) -> bool:
        """Start a sync, or a re-sync from the start; False where one is running already."""
        ...


class Waiting:
    """Waits for a connection, at most for a time.

    Args:
        timeout: the bound for all waits together.
        poll_every: the longest pause between two looks; the first pauses are shorter.
    """

    def __init__(
        self,
        connection: Connection,
        timeout: timedelta,
        poll_every: timedelta,
        log: logging.Logger,
    ) -> None:
        self._connection = connection
        self._timeout = timeout
        self._deadline = time.monotonic() + timeout.total_seconds()
        self._longest = poll_every.total_seconds()
        self._log = log

    def watch(self) -> State:
        """The state after the last sync that Fivetran's own schedule has started.

        A sync in progress is waited for, and so is the first one of a new connection.

        Raises:
            WeirError: the connection can't sync, its last sync failed, nobody would ever start
                one, or the bound was reached.
        """
        state = self._usable()
        if state.schedule_type == "manual":
            raise WeirError(
                "the connection's schedule is manual, so nobody starts its syncs",
                where=state.where,
                fix="set `trigger: weir` in defs.yaml, or switch the schedule on in Fivetran",
            )
        if state.syncing or state.completed_at is None:
            state = self._until(
                lambda s: not s.syncing and s.completed_at is not None, "the sync in progress"
            )
        state.refuse_failed()
        return state

    def trigger(self, *, resync: bool = False) -> State:
        """Start a sync and wait for its end.

        A sync that runs already has read its source before we asked: it is waited for, and then
        ours is started.

        Args:
            resync: load everything again from the start.

        Raises:
            WeirError: the connection can't sync, the sync failed, or the bound was reached.
        """
        while True:
            state = self._usable()
            if state.syncing:
                self._log.info("a sync is running already; ours starts after it")
                state = self._until(lambda s: not s.syncing, "the sync that ran already")
            before = state.completed_at
            if not self._connection.trigger(resync=resync):
                self._refuse_overdue(state, "a moment at which it takes our sync")
                self._pause(FIRST_PAUSE)
                continue
            resync = False  # what is asked for stays asked for, also if the sync is put off
            self._log.info("sync started: %s", state.where)
            state = self._outcome(before)
            if state.completed_after(before):
                state.refuse_failed()
                return state

    def _outcome(self, before: datetime | None) -> State:
        """The state when the sync has ended; or when it was put off, and it is ours to repeat."""

        def settled(state: State) -> bool:
            return state.completed_after(before) or state.postponed_until is not None

        state = self._until(settled, "our sync")
        until = state.postponed_until
        if state.completed_after(before) or until is None:
            return state
        self._log.warning("Fivetran put the sync off until %s (the source's quota)", until)
        self._refuse_too_late(state, until)
        if state.schedule_type == "auto":
            return self._until(lambda s: s.completed_after(before), "the sync that was put off")
        # Of a manual connection Fivetran does not repeat the sync by itself:
        # https://fivetran.com/docs/rest-api/tutorials/trigger-syncs-manually
        self._until(lambda _: self._time() >= until, f"{until}, to which the sync was put off")
        return state

    def _usable(self) -> State:
        state = self._connection.look()
        state.refuse_unusable()
        return state

    def _until(self, done: Callable[[State], bool], what: str) -> State:
        pauses = self._pauses()
        while True:
            state = self._usable()
            if done(state):
                return state
            self._refuse_overdue(state, what)
            self._pause(next(pauses))

    def _pauses(self) -> Iterator[float]:
        pause = FIRST_PAUSE
        while True:
            yield min(pause, self._longest)
            pause *= SLOWER

    def _pause(self, seconds: float) -> None:
        time.sleep(max(0.0, min(seconds, self._deadline - time.monotonic())))

    def _time(self) -> datetime:
        return self._connection.present or datetime.now(UTC)

    def _refuse_overdue(self, state: State, what: str) -> None:
        if time.monotonic() >= self._deadline:
            raise WeirError(
                f"waited {self._timeout} for {what}; the connection is {state.sync_state}",
                where=state.where,
                fix="look at the sync in Fivetran, or raise `timeout` in defs.yaml",
            )

    def _refuse_too_late(self, state: State, until: datetime) -> None:
        left = self._deadline - time.monotonic()
        if (until - self._time()).total_seconds() > left:
            raise WeirError(
                f"Fivetran put the sync off until {until}: the source's quota is used up",
                where=state.where,
                fix="run again after that time, or raise `timeout` in defs.yaml",
            )
