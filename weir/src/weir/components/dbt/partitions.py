"""Models that are made day by day: partitions of the asset are batches of the microbatch model."""

import datetime as dt
from typing import Any

import dagster as dg
from pydantic import BaseModel, ConfigDict, field_validator

from weir.components.dbt.node import Node
from weir.errors import WeirError

NEEDED = {"materialized": "incremental", "incremental_strategy": "microbatch", "batch_size": "day"}


class Daily(BaseModel):
    """A partition for each day from `start` to the day before `end`.

    Without an end there is one for every day up to the wall clock's. A day is one of the model's
    `event_time`, as its rows say it: dbt compares without a time zone.
    """

    model_config = ConfigDict(extra="forbid")

    start: dt.date
    end: dt.date | None = None


class Partitions(BaseModel):
    """How a model is divided."""

    model_config = ConfigDict(extra="forbid")

    daily: Daily

    @field_validator("daily", mode="before")
    @classmethod
    def _daily(cls, value: Any) -> Any:
        return value if value is not None else {}

    def definition(self) -> dg.DailyPartitionsDefinition:
        """The same as Dagster's object."""
        return dg.DailyPartitionsDefinition(
            start_date=self.daily.start.isoformat(),
            end_date=self.daily.end.isoformat() if self.daily.end else None,
        )


def verify_batches(name: str, node: Node, where: str) -> None:
    """Refuse a partitioned model of which dbt can't make a day alone.

    Raises:
        WeirError: it is no microbatch model of days.
    """
    config = node["config"]
    for key, value in NEEDED.items():
        if config.get(key) != value:
            raise WeirError(
                f"{name} has daily partitions, but its {key} is {config.get(key)!r}",
                where=where,
                fix=f"set {key}: {value} in its config, or leave partitions out",
            )


def window(context: dg.AssetExecutionContext, lookback: int) -> list[str]:
    """Dbt's options for the partitions that a step was asked for; none for an unpartitioned one.

    A range is one invocation. Dbt leaves `lookback` out once a start is named, so that late rows
    would never be picked up: the start lies that many days earlier, the first partition at most.

    Args:
        lookback: days before the first partition that are made again.

    Raises:
        WeirError: the step is partitioned and was asked for no partition.
    """
    definition = context.assets_def.partitions_def
    if definition is None or not context.selected_asset_keys:
        return []
    if not (context.has_partition_key or context.has_partition_key_range):
        raise WeirError(
            f"{context.assets_def.op.name} is made day by day, and the run names no day",
            fix="name a partition, or a range of partitions",
        )
    asked = context.partition_time_window
    first = asked.start.date() - dt.timedelta(days=lookback)
    if isinstance(definition, dg.TimeWindowPartitionsDefinition):
        first = max(first, definition.start.date())
    return ["--event-time-start", str(first), "--event-time-end", str(asked.end.date())]
