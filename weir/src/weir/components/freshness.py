"""When a table is late, as dbt's `meta.dagster` and `defs.yaml` say it."""

from datetime import timedelta
from typing import Literal

import dagster as dg
from dagster_shared.check import CheckError
from pydantic import BaseModel, ConfigDict, Field, model_validator

from weir.components.duration import Duration


class Freshness(BaseModel):
    """Either a window, a deadline, or the older form in minutes.

    Attributes:
        fail_window: how long after a load it is late, for example `36h`.
        warn_window: how long after a load it is nearly late.
        deadline_cron: by when it must be new, for example `0 9 * * *`.
        lower_bound_delta: how long before a deadline a load counts for it.
        timezone: of the deadlines.
        maximum_lag_minutes: the older form of `fail_window`.
        of: what must be new: the `load`, or the `data` that was loaded.
    """

    model_config = ConfigDict(extra="forbid")

    fail_window: Duration | None = None
    warn_window: Duration | None = None
    deadline_cron: str | None = None
    lower_bound_delta: Duration | None = None
    timezone: str = "UTC"
    maximum_lag_minutes: float | None = Field(default=None, gt=0)
    of: Literal["load", "data"] = "load"

    @model_validator(mode="after")
    def _one_form(self) -> "Freshness":
        forms = [self.fail_window, self.deadline_cron, self.maximum_lag_minutes]
        if sum(form is not None for form in forms) != 1:
            raise ValueError("give one of fail_window, deadline_cron or maximum_lag_minutes")
        if self.deadline_cron is not None and self.lower_bound_delta is None:
            raise ValueError("deadline_cron needs lower_bound_delta")
        if self.warn_window is not None and self.deadline_cron is not None:
            raise ValueError("warn_window belongs to fail_window; a deadline has none")
        try:
            self.policy()
        except CheckError as error:  # Dagster's own rules: a minute at least, warn before fail
            raise ValueError(str(error).removeprefix("Invariant failed. Description: ")) from None
        return self

    def policy(self) -> dg.FreshnessPolicy:
        """The policy for Dagster."""
        if self.deadline_cron is not None and self.lower_bound_delta is not None:
            return dg.FreshnessPolicy.cron(
                self.deadline_cron, self.lower_bound_delta, self.timezone
            )
        window = self.fail_window or timedelta(minutes=self.maximum_lag_minutes or 0)
        return dg.FreshnessPolicy.time_window(fail_window=window, warn_window=self.warn_window)

    def metadata(self) -> dict[str, str]:
        """What Dagster's policy can't say, for the asset's metadata."""
        return {"weir/freshness_of": self.of} if self.of != "load" else {}


def policy(said: Freshness | None) -> dg.FreshnessPolicy | None:
    """Dagster's policy of what was declared, if anything was."""
    return said.policy() if said else None


def facts(said: Freshness | None) -> dict[str, str]:
    """Its part of the asset's metadata."""
    return said.metadata() if said else {}
