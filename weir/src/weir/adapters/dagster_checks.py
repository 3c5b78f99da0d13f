"""The last verdict of a check, whatever was planned after it.

Dagster's latest record of a check is the last *planned* evaluation. Where the run that planned it
ended before (its load failed, its process was killed), the verdict that stands is an earlier
record; it can only be asked for by a status that no public module exports. A record's own time is
that of the plan as well: before the tables that its run made.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import dagster as dg
from dagster._core.definitions.asset_checks.asset_check_evaluation import AssetCheckEvaluation
from dagster._core.storage.asset_check_execution_record import (
    AssetCheckExecutionRecord,
    AssetCheckExecutionRecordStatus,
)

ANSWERED = {
    AssetCheckExecutionRecordStatus.SUCCEEDED,
    AssetCheckExecutionRecordStatus.FAILED,
}


@dataclass(frozen=True)
class Verdict:
    """The last evaluation of a check.

    Attributes:
        at: seconds since 1970.
        open: whether another evaluation was planned after it that has not come.
    """

    evaluation: AssetCheckEvaluation
    at: float
    run_id: str
    open: bool


def verdicts(
    instance: dg.DagsterInstance, checks: Iterable[dg.AssetCheckKey]
) -> Iterator[tuple[dg.AssetCheckKey, Verdict]]:
    """The last verdict of each check that was ever evaluated."""
    keys = list(checks)
    if not keys:
        return
    storage = instance.event_log_storage
    for key, latest in storage.get_latest_asset_check_execution_by_key(keys).items():
        record: AssetCheckExecutionRecord | None = latest
        if latest.status not in ANSWERED:
            earlier = storage.get_asset_check_execution_history(key, limit=1, status=ANSWERED)
            record = earlier[0] if earlier else None
        event = record.event if record else None
        if record is not None and event is not None and event.dagster_event is not None:
            yield (
                key,
                Verdict(
                    evaluation=event.dagster_event.asset_check_evaluation_data,
                    at=event.timestamp,
                    run_id=record.run_id,
                    open=record is not latest,
                ),
            )
