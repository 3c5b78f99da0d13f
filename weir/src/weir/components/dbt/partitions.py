"""Models that are made partition by partition: what dbt is told of the partitions of a step."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import dagster as dg
from pydantic import BaseModel, ConfigDict, model_validator

from weir.components.partitions import DIMENSION, Divided
from weir.errors import WeirError
from weir.graph.describe import partitions_of

VARS = "weir/vars"  # in an asset's metadata: which variables its model reads


class Vars(BaseModel):
    """Names of the variables that say which days; without them, dbt's event time does.

    Attributes:
        start: of the variable with the first day.
        end: of the variable with the day after the last.
    """

    model_config = ConfigDict(extra="forbid")

    start: str
    end: str


class Partitions(Divided):
    """How a model is divided: its days are those of its `event_time`, as its rows say them.

    Dbt compares without a time zone. The values of a static dimension are a variable of the
    dimension's name, a list.
    """

    vars: Vars | None = None

    @model_validator(mode="after")
    def _of_days(self) -> "Partitions":
        if self.vars and not self.daily:
            raise ValueError("vars name variables for days, and there is no `daily`")
        return self

    @property
    def variables(self) -> list[str]:
        """Names of the variables that the model must read."""
        days = [self.vars.start, self.vars.end] if self.vars else []
        return [*days, *self.static]

    def metadata(self) -> dict[str, Any]:
        """What Dagster's definition can't say, for the asset's metadata."""
        days = {VARS: self.vars.model_dump()} if self.vars else {}
        return {**super().metadata(), **days}


@dataclass(frozen=True)
class Asked:
    """The partitions of a step in dbt's words.

    Attributes:
        options: of the command that builds.
        variables: what the models read as variables.
        some: whether these are some partitions: built from the start, a model would lose all
            others.
    """

    options: list[str] = field(default_factory=list[str])
    variables: dict[str, Any] = field(default_factory=dict[str, Any])
    some: bool = False

    def of_project(self, target: str) -> list[str]:
        """Options for reading the project and for every command.

        Other variables make dbt parse all files anew, so what it saves of that lies in a folder
        of its own: steps without variables find theirs as they left it.
        """
        if not self.variables:
            return []
        said = json.dumps(self.variables, sort_keys=True)
        return ["--vars", said, "--target-path", f"{target}/vars"]


def asked(context: dg.AssetExecutionContext, specs: Iterable[dg.AssetSpec], lookback: int) -> Asked:
    """What dbt is told of the partitions that a step was asked for.

    A range is one invocation. Dbt leaves `lookback` out once a start is named, so that late rows
    would never be picked up: the start lies that many days earlier, the first partition at most.

    Args:
        specs: of the models that are built.
        lookback: days before the first partition that are made again.

    Raises:
        WeirError: the step is partitioned and was asked for no partition.
    """
    known = [spec.metadata for spec in specs]
    dimension = next((said[DIMENSION] for said in known if DIMENSION in said), None)
    partitions = partitions_of(context.assets_def.partitions_def, dimension)
    if partitions is None or not context.selected_asset_keys:
        return Asked()
    if not (context.has_partition_key or context.has_partition_key_range):
        raise WeirError(
            f"{context.assets_def.op.name} is made by partition, and the run names none",
            fix="name a partition, or a range of partitions",
        )
    keys = [partitions.split(str(key)) for key in context.partition_keys]
    variables: dict[str, Any] = {}
    if partitions.values:
        variables[partitions.dimension] = list(dict.fromkeys(value for _, value in keys))
    if not partitions.start:
        return Asked(variables=variables, some=True)
    window = context.partition_time_window
    start, end = window.start.date(), str(window.end.date())
    for names in (said[VARS] for said in known if VARS in said):
        variables |= {names["start"]: str(start), names["end"]: end}
    earlier = max(start - timedelta(days=lookback), date.fromisoformat(partitions.start))
    return Asked(
        ["--event-time-start", str(earlier), "--event-time-end", end], variables, some=True
    )
