"""The world that all systems of the sandbox share: its folder, its clock and its scale."""

import secrets
import sqlite3
import threading
import time
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from zoneinfo import ZoneInfo

from sandbox import receipts
from sandbox.database import reading, transaction
from sandbox.faults import Faults
from sandbox.receipts import FIRST_DAY, LAST_DAY
from weir.errors import WeirError
from weir.home import home

ZONE = ZoneInfo("America/New_York")
DEFAULT_CLOCK = date(2017, 11, 30)
EVENING = time_of_day(23, 0)
EVENING_LENGTH = timedelta(minutes=50)

SCHEMA = (
    "create table if not exists facts (name text primary key, value text not null)",
    "create table if not exists demand (day text primary key, demand_index real not null)",
)


class World:
    """One state folder of the sandbox: what every system agrees on, and remembers.

    The clock is a date: sources show what happened up to its end, New York time. Several objects
    may stand for one folder; all of them read what the folder says.

    Args:
        state: the folder; made where there is none.
        clock: where the clock of a new world stands (2017-11-30 by default); for a world that
            exists, the date to which it is moved forward.
        scale: how many households of a new world stand for each real one (1 by default).

    Attributes:
        state: the folder.
        faults: what is injected into the answers of its servers.
        ending: set when the process is about to end: what fails from then on has not failed, it
            is done again at the next start.

    Raises:
        WeirError: the folder belongs to another home, has another scale or a later clock, or the
            data ends before the clock.
    """

    def __init__(self, state: Path, *, clock: date | None = None, scale: int | None = None) -> None:
        self.state = state.expanduser().resolve()
        self._path = self.database("world")
        self._callbacks: list[Callable[[], None]] = []
        self._ticking = threading.RLock()
        self.ending = threading.Event()
        with transaction(self._path) as connection:
            for statement in SCHEMA:
                connection.execute(statement)
        self._found(clock or DEFAULT_CLOCK, 1 if scale is None else scale)
        self.faults = Faults(self._path)
        if scale is not None and scale != self.scale:
            raise WeirError(
                f"this sandbox holds data of scale {self.scale}, not {scale}",
                where=self.state,
                fix="run `weir reset` first, or name another state folder",
            )
        if clock is not None:
            self.set_clock(clock)

    @property
    def identity(self) -> str:
        """The id of the world; in a home, the home's id."""
        return self._fact("identity")

    @property
    def clock(self) -> date:
        """The sandbox's date: sources show what happened up to its end, New York time."""
        return date.fromisoformat(self._fact("clock"))

    @property
    def scale(self) -> int:
        """How many households stand for each real one."""
        return int(self._fact("scale"))

    @property
    def landing(self) -> Path:
        """The landing bucket: a folder of files."""
        return self.state / "landing"

    def database(self, name: str) -> Path:
        """The SQLite file that holds the state of the system `name`."""
        return self.state / f"{name}.db"

    def secret(self, name: str) -> str:
        """A random token of this world's own, the same for ever: API keys and the like."""
        with transaction(self._path) as connection:
            connection.execute(
                "insert or ignore into facts values (?, ?)",
                [f"secret {name}", secrets.token_hex(16)],
            )
        return self._fact(f"secret {name}")

    def reached(self, system: str) -> date | None:
        """The last day that a system has exposed; None before its first."""
        with reading(self._path) as connection:
            row = connection.execute(
                "select value from facts where name = ?", [f"reached {system}"]
            ).fetchone()
        return None if row is None else date.fromisoformat(row["value"])

    def reach(self, system: str, day: date) -> None:
        """Write down that a system has exposed everything up to `day`."""
        with transaction(self._path) as connection:
            _put(connection, f"reached {system}", day.isoformat())

    def instant(self) -> datetime:
        """The present moment on the sandbox's clock (aware, UTC), later at every call.

        23:00 New York time of the clock's date plus the seconds since the clock was set, at most
        50 minutes of them: so that a day's vendor timestamps come after the day's business.
        """
        with transaction(self._path) as connection:
            facts = dict(connection.execute("select name, value from facts").fetchall())
            evening = datetime.combine(date.fromisoformat(facts["clock"]), EVENING, ZONE)
            elapsed = timedelta(seconds=max(0.0, time.time() - float(facts["clock set at"])))
            moment = evening.astimezone(UTC) + min(elapsed, EVENING_LENGTH)
            if "last instant" in facts:
                last = datetime.fromisoformat(facts["last instant"])
                moment = max(moment, last + timedelta(microseconds=1))
            _put(connection, "last instant", moment.isoformat())
        return moment

    def demand(self) -> dict[date, float]:
        """Real net sales of each day of the year as an index with mean 1 (New York days)."""
        with reading(self._path) as connection:
            found = connection.execute("select day, demand_index from demand").fetchall()
        if not found:
            sales = receipts.daily_sales()
            days = [FIRST_DAY + timedelta(n) for n in range((LAST_DAY - FIRST_DAY).days + 1)]
            mean = sum(sales.values()) / len(days)
            found = [(day.isoformat(), sales.get(day, 0) / mean) for day in days]
            with transaction(self._path) as connection:
                connection.executemany("insert or replace into demand values (?, ?)", found)
        return {date.fromisoformat(day): index for day, index in found}

    def on_tick(self, callback: Callable[[], None]) -> None:
        """Have `callback` called after every move of the clock, in the order of registration.

        The clock has moved when it is called. It may be called again for the same date: a killed
        tick is completed at the next start.
        """
        self._callbacks.append(callback)

    def tick(self, days: int = 1) -> date:
        """Move the clock forward by `days` and let every system follow; returns the new date.

        Raises:
            WeirError: not at least one day, or past the end of the data.
        """
        if days < 1:
            raise WeirError(
                f"the clock can't be moved by {days} days",
                where=self.state,
                fix="name a number of days of at least 1",
            )
        with self._ticking:
            return self.set_clock(self.clock + timedelta(days))

    def set_clock(self, clock: date) -> date:
        """Move the clock forward to a date (or leave it there); returns the date.

        Raises:
            WeirError: the date lies before the present one, or outside the data.
        """
        with self._ticking:
            present = self.clock
            _within_data(clock, self.state)
            if clock < present:
                raise WeirError(
                    f"the sandbox's clock stands at {present} and can't go back to {clock}",
                    where=self.state,
                    fix="run `weir reset` to start anew at an earlier date",
                )
            if clock > present:
                with transaction(self._path) as connection:
                    _put(connection, "clock", clock.isoformat())
                    _put(connection, "clock set at", repr(time.time()))
                for callback in self._callbacks:
                    callback()
            return clock

    def _found(self, clock: date, scale: int) -> None:
        """Write down what a new world is, and refuse one of another home."""
        expected = self._home_identity()
        with transaction(self._path) as connection:
            facts = dict(connection.execute("select name, value from facts").fetchall())
            if "identity" not in facts:
                _within_data(clock, self.state)
                if scale < 1:
                    raise WeirError(
                        f"{scale} is no scale",
                        where=self.state,
                        fix="name a whole number of at least 1",
                    )
                _put(connection, "identity", expected or uuid.uuid4().hex)
                _put(connection, "clock", clock.isoformat())
                _put(connection, "clock set at", repr(time.time()))
                _put(connection, "scale", str(scale))
            elif expected and facts["identity"] != expected:
                raise WeirError(
                    "this sandbox folder does not belong to the state folder it lies in",
                    where=self.state,
                    fix="put the right folder back, or run `weir reset` to start anew",
                )

    def _home_identity(self) -> str | None:
        """The id of the home that the folder lies in; None where it lies outside."""
        here = home()
        return here.identity if self.state.is_relative_to(here.state) else None

    def _fact(self, name: str) -> str:
        with reading(self._path) as connection:
            row = connection.execute("select value from facts where name = ?", [name]).fetchone()
        return str(row["value"])


def _put(connection: sqlite3.Connection, name: str, value: str) -> None:
    connection.execute("insert or replace into facts values (?, ?)", [name, value])


def _within_data(clock: date, state: Path) -> None:
    if not FIRST_DAY <= clock <= LAST_DAY:
        raise WeirError(
            f"the sandbox has no data for {clock}: it reaches from {FIRST_DAY} to {LAST_DAY}",
            where=state,
            fix=f"choose a date up to {LAST_DAY}",
        )
