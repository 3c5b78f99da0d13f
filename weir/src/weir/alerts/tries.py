"""Runs that were to make an asset since it was last made."""

from dataclasses import dataclass

import dagster as dg

from weir.graph.model import Asset
from weir.records import Loaded

FAILURE, SUCCESS = dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.SUCCESS
LOOKED_AT = 50  # runs: a failure that goes further back seems to have begun there


@dataclass(frozen=True)
class Tries:
    """Runs that failed to make an asset, one after the other.

    Attributes:
        run_id: the last of them; None where none failed.
        since: when the first of them ended, seconds since 1970.
    """

    run_id: str | None = None
    since: float = 0.0


def tries(instance: dg.DagsterInstance, asset: Asset, made: Loaded | None) -> Tries:
    """The failed tries to make an asset; a run that still works is none.

    One that has made some partitions and not the others is one of them.
    """
    planned = instance.event_log_storage.get_event_records(
        dg.EventRecordsFilter(
            event_type=dg.DagsterEventType.ASSET_MATERIALIZATION_PLANNED,
            asset_key=dg.AssetKey.from_user_string(asset.key),
            after_cursor=made.number if made and not asset.partitions else None,
        ),
        limit=LOOKED_AT,
    )
    ids = list(dict.fromkeys(record.run_id for record in planned))
    if not ids:
        return Tries()
    runs = {r.dagster_run.run_id: r for r in instance.get_run_records(dg.RunsFilter(run_ids=ids))}
    found = Tries()
    for record in (runs[run_id] for run_id in ids if run_id in runs):
        status = record.dagster_run.status
        if status is SUCCESS:
            break
        if status is FAILURE:
            ended = record.end_time or record.update_timestamp.timestamp()
            found = Tries(found.run_id or record.dagster_run.run_id, ended)
    return found
