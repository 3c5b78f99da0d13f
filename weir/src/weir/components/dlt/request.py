"""What a run asks a source to load: which days, and whether from the start."""

import datetime as dt
from dataclasses import dataclass

import dagster as dg

from weir.errors import WeirError

FULL_REFRESH = "weir/full_refresh"


@dataclass(frozen=True)
class Request:
    """What to load.

    Attributes:
        days: keys of the requested partitions; empty for an unpartitioned source.
        window: begin and end (exclusive) of those days, aware; None for an unpartitioned source.
        everything: read the source from the start, whatever was loaded before.
    """

    days: tuple[str, ...] = ()
    window: tuple[dt.datetime, dt.datetime] | None = None
    everything: bool = False


def request_of(context: dg.AssetExecutionContext) -> Request:
    """The request of a run.

    Raises:
        WeirError: the source is loaded by day and the run names no day.
    """
    everything = context.run.tags.get(FULL_REFRESH) == "true"
    if context.assets_def.partitions_def is None:
        return Request(everything=everything)
    # A range that is loaded in one step has no partition key: asking for that alone would load
    # nothing of the range, and mark all of it as loaded.
    if not (context.has_partition_key or context.has_partition_key_range):
        raise WeirError(
            "the source is loaded by day, and the run names no day",
            where=f"step {context.op_execution_context.op.name}",
            fix="name a partition, or a range of partitions",
        )
    window = context.partition_time_window
    return Request(tuple(context.partition_keys), (window.start, window.end), everything)
