"""When dbt's models are made by themselves: by the component's default, their own YAML, or a clock.

The schedules do what dagster-dbt's `build_schedule_from_dbt_selection` does. That function reads a
manifest which its own decorator left in an asset's metadata, and imports dbt to select; here
loading a location imports neither dbt nor dagster-dbt, so the words are matched with the manifest.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Self

import dagster as dg
from pydantic import Field, model_validator

from weir.automation.running import schedule_status
from weir.components.automation import Automation, verify_cron
from weir.components.dbt.translation import Translation
from weir.components.dbt.words import fits, is_known
from weir.components.declared import Declared
from weir.errors import WeirError

SAID = "weir/automation"  # the metadata of a model whose own YAML says when


class Schedule(Declared):
    """Models that are made by the clock alone.

    Attributes:
        select: words of dbt's `--select`, any of which may fit: `tag:daily`, `path:models/mart`,
            or a model's name; with wildcards.
        cron: for example `0 6 * * *`.
        timezone: of the cron.
    """

    select: str = Field(min_length=1)
    cron: str
    timezone: str = "UTC"

    @model_validator(mode="after")
    def _possible(self) -> Self:
        verify_cron(self.cron, self.timezone)
        for word in self.select.split():
            if not is_known(word):
                method = word.partition(":")[0]
                raise ValueError(f"{method}: is no way to select here; use tag:, path: or a name")
        return self


def automate(
    translation: Translation, default: Automation, schedules: Mapping[str, Schedule], where: object
) -> Translation:
    """The translation with a condition on each model that has none of its own and no schedule.

    Raises:
        WeirError: a model has a schedule and a condition, or a schedule selects nothing.
    """
    scheduled = {
        unique_id: name
        for name, schedule in schedules.items()
        for unique_id in chosen(translation, name, schedule, where)
    }
    assets: dict[str, dg.AssetSpec] = {}
    for unique_id, spec in translation.assets.items():
        if SAID in spec.metadata:
            if unique_id in scheduled:
                title = translation.title(unique_id)
                raise WeirError(
                    f"{title} has an automation_condition, and the schedule "
                    f"{scheduled[unique_id]!r} selects it",
                    where=translation.manifest.file(translation.node(unique_id)),
                    fix="leave it to one of them",
                )
            assets[unique_id] = spec
        else:
            condition = None if unique_id in scheduled else default.condition()
            dagster: Any = spec  # the annotations of its methods are partial
            assets[unique_id] = dagster.replace_attributes(automation_condition=condition)
    return replace(translation, assets=assets)


def schedule_definitions(
    translation: Translation, schedules: Mapping[str, Schedule], where: object, step: str
) -> list[dg.ScheduleDefinition]:
    """The schedules as Dagster's."""
    return [
        dg.ScheduleDefinition(
            name=f"{step}_{name}",
            target=dg.AssetSelection.assets(
                *(translation.keys[i] for i in chosen(translation, name, schedule, where))
            ),
            cron_schedule=schedule.cron,
            execution_timezone=schedule.timezone,
            default_status=schedule_status(),
            description=f"Makes {schedule.select}.",
        )
        for name, schedule in schedules.items()
    ]


def chosen(translation: Translation, name: str, schedule: Schedule, where: object) -> list[str]:
    """Unique ids of the models, seeds and snapshots that a schedule selects.

    Raises:
        WeirError: a word of it fits nothing.
    """
    found: dict[str, None] = {}
    for word in schedule.select.split():
        fitting = [i for i in translation.assets if fits(translation.manifest.nodes[i], word)]
        if not fitting:
            raise WeirError(
                f"{word} of the schedule {name!r} selects no model",
                where=f"{where}, key schedules.{name}.select",
                fix="correct it, give a model that tag, or remove the schedule",
            )
        found |= dict.fromkeys(fitting)
    return list(found)
