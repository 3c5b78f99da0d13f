"""Dagster 1.13.27, where what we need to know has no public call.

Which sensors and schedules fail, and when each looked last, is shown by the web page alone:
neither `DagsterInstance`'s documented methods nor the CLI say it (dagster#29625 asks for it).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import dagster as dg
from dagster._core.definitions.run_request import InstigatorType
from dagster._core.scheduler.instigation import InstigatorState, SensorInstigatorData, TickStatus
from dagster_shared.error import SerializableErrorInfo

DONE = [TickStatus.SKIPPED, TickStatus.SUCCESS, TickStatus.FAILURE]
STREAK = 100  # ticks that are read to find when a failure began
SLACK = 3600.0  # seconds after which a sensor without ticks counts as one that is gone
MISSED = 10  # so many of its intervals
SOON = 5  # seconds: the daemon looks no oftener at a sensor without an interval


@dataclass(frozen=True)
class FailingTick:
    """A sensor or schedule whose last finished tick failed.

    Attributes:
        since: when the first failing tick in a row began, seconds since 1970.
        good: when the last one before them began; None where none is known.
        count: failing ticks in a row, as far as they were read.
        error: what the last one raised, as Dagster keeps it.
    """

    name: str
    location: str
    is_schedule: bool
    since: float
    good: float | None
    count: int
    error: SerializableErrorInfo | None


def failing_ticks(instance: dg.DagsterInstance, now: float) -> Iterator[FailingTick]:
    """The sensors and schedules that are on and whose last finished tick failed.

    Rows of sensors that no code defines any more stay in the storage: those that have not ticked
    for long do not count.
    """
    for state in instance.all_instigator_state():
        if not state.is_running:
            continue
        last = _ticks(instance, state, 1)
        if not last or last[0].status is not TickStatus.FAILURE or _gone(state, last[0], now):
            continue
        ticks = _ticks(instance, state, STREAK)
        row = list(_in_a_row(ticks))
        yield FailingTick(
            name=state.instigator_name,
            location=state.repository_selector.location_name,
            is_schedule=state.instigator_type is InstigatorType.SCHEDULE,
            since=row[-1].timestamp,
            good=ticks[len(row)].timestamp if len(ticks) > len(row) else None,
            count=len(row),
            error=row[0].error,
        )


def last_looks(instance: dg.DagsterInstance, now: float) -> dict[tuple[str, str], float]:
    """By location and name of each sensor that is on: the beginning of its last finished tick.

    One that has missed several of its intervals is left out: nobody evaluates it.
    """
    found: dict[tuple[str, str], float] = {}
    for state in instance.all_instigator_state(instigator_type=InstigatorType.SENSOR):
        data = state.instigator_data
        if not state.is_running or not isinstance(data, SensorInstigatorData):
            continue
        at = data.last_tick_timestamp
        if at is not None and now - at <= MISSED * max(data.min_interval or 0, SOON):
            found[state.repository_selector.location_name, state.instigator_name] = at
    return found


def _ticks(instance: dg.DagsterInstance, state: InstigatorState, limit: int) -> list[Any]:
    return list(
        instance.get_ticks(
            state.instigator_origin_id, state.selector_id, limit=limit, statuses=DONE
        )
    )


def _in_a_row(ticks: list[Any]) -> Iterator[Any]:
    for tick in ticks:
        if tick.status is not TickStatus.FAILURE:
            return
        yield tick


def _gone(state: InstigatorState, tick: Any, now: float) -> bool:
    data = state.instigator_data
    if not isinstance(data, SensorInstigatorData):
        return False  # a schedule's next tick may be a month away
    return now - tick.timestamp > max(SLACK, MISSED * (data.min_interval or 0))
