"""`automation:` in `defs.yaml`, and `automation_condition` in dbt's `meta.dagster`."""

import difflib
from datetime import timedelta
from typing import Annotated, Any, Self, cast

import dagster as dg
from pydantic import BeforeValidator, field_validator, model_validator

from weir.automation import conditions
from weir.components.declared import Declared
from weir.components.duration import Duration

MANUAL = "manual"
NAMES = ("on_upstream_change", "on_cron", "on_freshness_need", "on_code_change", MANUAL)


class Automation(Declared):
    """When the asset is made by itself: a name alone, or a mapping with these keys.

    Attributes:
        when: `on_upstream_change`, `on_cron`, `on_freshness_need`, `on_code_change` or `manual`
            (never by itself).
        cron: with `on_cron`, the schedule, for example `0 6 * * *`.
        timezone: of the schedule.
        cooldown: the shortest time from one making to the next: `10m`, `6h`.
    """

    when: str
    cron: str | None = None
    timezone: str | None = None
    cooldown: Duration = timedelta(0)

    @field_validator("when")
    @classmethod
    def _known(cls, when: str) -> str:
        if when not in NAMES:
            near = difflib.get_close_matches(when, NAMES, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(NAMES)}"
            raise ValueError(f"{when!r} is no automation; {hint}")
        return when

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.when == "on_cron":
            if self.cron is None:
                raise ValueError("on_cron needs `cron`, for example 0 6 * * *")
            self.condition()
        elif self.cron is not None or self.timezone is not None:
            raise ValueError("`cron` and `timezone` belong to `when: on_cron`")
        if self.when == MANUAL and self.cooldown:
            raise ValueError("what is only made by hand needs no cooldown")
        return self

    def condition(self) -> conditions.Automation | None:
        """The condition of one asset; None for `manual`. A new object for each: it says why."""
        match self.when:
            case "on_cron":
                timezone = self.timezone or "UTC"
                verify_cron(str(self.cron), timezone)
                return conditions.on_cron(str(self.cron), timezone, cooldown=self.cooldown)
            case "on_freshness_need":
                return conditions.on_freshness_need(cooldown=self.cooldown)
            case "on_code_change":
                return conditions.on_code_change(cooldown=self.cooldown)
            case "on_upstream_change":
                return conditions.on_upstream_change(cooldown=self.cooldown)
            case _:
                return None


def verify_cron(cron: str, timezone: str) -> None:
    """Refuse what is no schedule.

    Raises:
        ValueError: the text is no cron schedule, or there is no such time zone.
    """
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"{timezone!r} is no time zone; write one like America/New_York") from None
    try:
        dg.AutomationCondition.cron_tick_passed(cron, timezone)
    except Exception as error:  # Dagster's CheckError is no public class
        raise ValueError(f"{cron!r} is no cron schedule; write one like 0 6 * * *") from error


def _as_mapping(value: Any) -> Any:
    return {"when": cast("object", value)} if isinstance(value, str) else value


Automated = Annotated[Automation, BeforeValidator(_as_mapping)]
"""A name, or a mapping."""

DEFAULT = Automation(when="on_upstream_change")


def watched(automation: Automation | None, *, partitioned: bool = False) -> bool:
    """Whether a loader's sensor watches its source: by default, it does.

    Raises:
        ValueError: the loader can't be made by such a condition.
    """
    if automation is None:
        return True
    if automation.when == MANUAL or (automation.when == "on_cron" and not partitioned):
        return False
    only = "`manual`" if partitioned else "`manual` or `on_cron`"
    raise ValueError(
        f"a loader follows its source; leave `automation` out, or say {only} instead of "
        f"{automation.when!r}"
    )
