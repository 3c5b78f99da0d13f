"""A run's events, as the few facts that the runner and its display need."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import dagster as dg
from dagster import DagsterEventType as Kind

from weir.home import find_project
from weir.run.frames import last_own

PAGE = 500


@dataclass(frozen=True)
class Planned:
    """A step will make an asset."""

    step: str
    asset: str


@dataclass(frozen=True)
class Started:
    """A step began."""

    step: str
    at: float


@dataclass(frozen=True)
class Made:
    """An asset was materialized."""

    step: str
    asset: str
    rows: int | None
    loaded: int | None


@dataclass(frozen=True)
class Checked:
    """A check was evaluated."""

    step: str
    asset: str
    name: str
    passed: bool
    severe: bool
    description: str


@dataclass(frozen=True)
class Ended:
    """A step ended; `error` is None where it succeeded."""

    step: str
    at: float
    error: str | None = None
    skipped: bool = False


@dataclass(frozen=True)
class Retried:
    """A step failed for the moment and is started again."""

    step: str
    seconds: float
    reason: str


Event = Planned | Started | Made | Checked | Ended | Retried


def follow(
    instance: dg.DagsterInstance, run_id: str, cursor: str | None
) -> tuple[list[Event], str]:
    """Events of a run past a cursor, and the cursor behind them."""
    found: list[Event] = []
    while True:
        page = instance.get_records_for_run(run_id, cursor=cursor, limit=PAGE)
        for record in page.records:
            found.extend(_translate(record.event_log_entry))
        cursor = page.cursor
        if not page.has_more:
            return found, cursor


def _translate(entry: Any) -> Iterator[Event]:
    event = entry.dagster_event
    if event is None:
        return
    step = event.step_key or ""
    match event.event_type:
        case Kind.ASSET_MATERIALIZATION_PLANNED:
            yield Planned(step, event.asset_key.to_user_string())
        case Kind.STEP_START:
            yield Started(step, entry.timestamp)
        case Kind.ASSET_MATERIALIZATION:
            facts = event.step_materialization_data.materialization.metadata
            yield Made(
                step,
                event.asset_key.to_user_string(),
                _whole(facts.get("dagster/row_count")),
                _whole(facts.get("rows_loaded")),
            )
        case Kind.ASSET_CHECK_EVALUATION:
            data = event.asset_check_evaluation_data
            yield Checked(
                step,
                data.asset_key.to_user_string(),
                data.check_name,
                data.passed,
                data.severity is dg.AssetCheckSeverity.ERROR,
                data.description or "",
            )
        case Kind.STEP_SUCCESS:
            yield Ended(step, entry.timestamp)
        case Kind.STEP_SKIPPED:
            yield Ended(step, entry.timestamp, skipped=True)
        case Kind.STEP_UP_FOR_RETRY:
            data = event.step_retry_data
            yield Retried(step, data.seconds_to_wait or 0, words(data.error))
        case Kind.STEP_FAILURE:
            yield Ended(step, entry.timestamp, error=cause(event.step_failure_data))
        case _:
            return


def _whole(value: Any) -> int | None:
    return None if value is None else int(value.value)


def cause(data: Any) -> str:
    """The message of a failed step; a `Failure` carries its words apart from its traceback."""
    failure = data.user_failure_data
    if failure is not None and failure.description:
        return str(failure.description).strip()
    return words(data.error) or "the step failed and left no message"


def words(error: Any) -> str:
    """The message of the error that a person can act on; empty where there is no error.

    Dagster wraps what user code raised; and one of our own errors says more than whatever lower
    error it was raised from. An error of neither comes with the line of the code location.
    """
    chain: list[Any] = []
    while error is not None:
        chain.append(error)
        error = error.cause
    ours = [e for e in chain if str(e.message).startswith("weir.")]
    if not chain:
        return ""
    one = (ours or chain[1:2] or chain)[0]
    message = str(one.message).strip()
    if ours:
        return message.partition(": ")[2]
    at = last_own(one.stack, find_project())
    return f"{message}\n  where: {at}" if at else message
