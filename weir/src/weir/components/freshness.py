"""When a table is late, as dbt's `meta.dagster` and `defs.yaml` say it."""

from datetime import timedelta

import dagster as dg
from pydantic import BaseModel, ConfigDict, Field, model_validator

from weir.components.duration import Duration


class Freshness(BaseModel):
    """Either a window, a deadline, or the older form in minutes."""

    model_config = ConfigDict(extra="forbid")

    fail_window: Duration | None = None
    warn_window: Duration | None = None
    deadline_cron: str | None = None
    lower_bound_delta: Duration | None = None
    timezone: str = "UTC"
    maximum_lag_minutes: float | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _one_form(self) -> "Freshness":
        forms = [self.fail_window, self.deadline_cron, self.maximum_lag_minutes]
        if sum(form is not None for form in forms) != 1:
            raise ValueError("give one of fail_window, deadline_cron or maximum_lag_minutes")
        if self.deadline_cron is not None and self.lower_bound_delta is None:
            raise ValueError("deadline_cron needs lower_bound_delta")
        return self

    def policy(self) -> dg.FreshnessPolicy:
        """The policy for Dagster."""
        if self.deadline_cron is not None and self.lower_bound_delta is not None:
            return dg.FreshnessPolicy.cron(
                self.deadline_cron, self.lower_bound_delta, self.timezone
            )
        window = self.fail_window or timedelta(minutes=self.maximum_lag_minutes or 0)
        return dg.FreshnessPolicy.time_window(fail_window=window, warn_window=self.warn_window)
