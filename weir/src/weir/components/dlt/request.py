"""What a run asks a source to load: which partitions, and whether from the start."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import dagster as dg

from weir.errors import WeirError
from weir.graph.partitions import Partitions

FULL_REFRESH = "weir/full_refresh"
WINDOW = "window"  # the argument of a source's function that says which days


@dataclass(frozen=True)
class Request:
    """What to load.

    Attributes:
        keys: of the requested partitions; empty for an unpartitioned source.
        window: begin and end (exclusive) of their days, aware; None for a source without days.
        dimension: name of the source's static dimension; empty where it has none.
        values: its requested values.
        everything: read the source from the start, whatever was loaded before.
        partitions: all that the source has; None where it has none.
    """

    keys: tuple[str, ...] = ()
    window: tuple[dt.datetime, dt.datetime] | None = None
    dimension: str = ""
    values: tuple[str, ...] = ()
    everything: bool = False
    partitions: Partitions | None = None

    @property
    def arguments(self) -> dict[str, Any]:
        """What a source's function is told of it: `window`, and the values by their dimension."""
        window = {WINDOW: self.window} if self.window else {}
        return {**window, self.dimension: list(self.values)} if self.dimension else window


def request_of(context: dg.AssetExecutionContext, partitions: Partitions | None) -> Request:
    """The request of a run.

    Args:
        partitions: the source's.

    Raises:
        WeirError: the source is partitioned and the run names no partition.
    """
    everything = context.run.tags.get(FULL_REFRESH) == "true"
    if partitions is None:
        return Request(everything=everything)
    # A range that is loaded in one step has no partition key: asking for that alone would load
    # nothing of the range, and mark all of it as loaded.
    if not (context.has_partition_key or context.has_partition_key_range):
        raise WeirError(
            "the source is loaded by partition, and the run names none",
            where=f"step {context.op_execution_context.op.name}",
            fix="name a partition, or a range of partitions",
        )
    keys = tuple(str(key) for key in context.partition_keys)
    window = context.partition_time_window if partitions.start else None
    return Request(
        keys,
        (window.start, window.end) if window else None,
        partitions.dimension,
        tuple(dict.fromkeys(partitions.split(key)[1] for key in keys)) if partitions.values else (),
        everything,
        partitions,
    )
