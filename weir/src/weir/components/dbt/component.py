"""The component: a dbt project's models as assets, its tests as checks."""

from collections.abc import Iterator
from typing import Literal, Self

import dagster as dg
from pydantic import BaseModel, Field

from weir.adapters.dagster_dbt import subsettable_asset
from weir.components.automation import DEFAULT, Automated
from weir.components.dbt import source_freshness
from weir.components.dbt.automation import Schedule, automate, schedule_definitions
from weir.components.dbt.docs import documented
from weir.components.dbt.events import Event
from weir.components.dbt.manifest import load
from weir.components.dbt.named import by_address, external
from weir.components.dbt.narrow import narrow
from weir.components.dbt.parts import Part, parts
from weir.components.dbt.project import Project, project
from weir.components.dbt.step import run
from weir.components.dbt.translation import Translation, translate
from weir.components.declared import DeclaredComponent


class DbtProject(DeclaredComponent):
    """Every model, seed and snapshot of a dbt project is an asset, every test a check.

    Keys are table addresses as dbt resolved them, or dagster-dbt's own; sources have the keys of
    their loaders. What
    else an asset is (owners, group, tags, freshness) stands in dbt's own YAML, below
    `meta.dagster`.
    """

    project: str = Field(
        default="transform", description="The project's folder, from the repository's root."
    )
    name: str = Field(default="dbt", description="Name of the step.")
    select: str = Field(
        default="",
        description="Which models, seeds and snapshots: words of dbt's --select. Default: all.",
    )
    exclude: str = Field(default="", description="And which of them not: words of --exclude.")
    threads: int = Field(default=2, ge=1, description="How many nodes dbt builds at once.")
    keys: Literal["address", "stock"] = Field(
        default="address",
        description="`stock` leaves the keys of assets and checks that dagster-dbt gives.",
    )
    external_sources: list[str] = Field(
        default_factory=list[str],
        description="Names of dbt sources whose tables nothing here loads.",
    )
    docs_url: str | None = Field(
        default=None, description="Where the project's `dbt docs` are served, for links to them."
    )
    unknown_meta: Literal["error", "warn"] = Field(
        default="error",
        description="What an unknown key in meta.dagster is; `warn` for a project that moves in.",
    )
    automation: Automated = Field(
        default=DEFAULT,
        description="When models are made by themselves that say nothing of it in "
        "meta.dagster.automation_condition: a name, or {when:, cron:, timezone:, cooldown:}.",
    )
    schedules: dict[str, Schedule] = Field(
        default_factory=dict[str, Schedule],
        description="By name: {select: tag:daily, cron: 0 6 * * *, timezone: …}; what one "
        "selects is made by the clock alone.",
    )

    @classmethod
    def load(cls, attributes: BaseModel | None, context: dg.ComponentLoadContext) -> Self:
        return super().load(attributes or cls(), context)

    def build_defs(self, context: dg.ComponentLoadContext) -> dg.Definitions:
        place = project(
            self.project,
            threads=self.threads,
            stock_keys=self.keys == "stock",
            lenient=self.unknown_meta == "warn",
        )
        where = context.path / "defs.yaml"
        narrowed = narrow(translate(load(place)), self.select, self.exclude, where)
        translation = automate(narrowed, self.automation, self.schedules, where)
        translation = documented(translation, self.docs_url)
        steps = [_step(part, place, translation) for part in parts(self.name, translation)]
        return dg.Definitions(
            assets=[
                *steps,
                *by_address(translation),
                *external(translation, self.external_sources, where),
            ],
            schedules=schedule_definitions(translation, self.schedules, where, self.name),
            asset_checks=source_freshness.checks(translation, self.name),
        )


def _step(part: Part, place: Project, translation: Translation) -> dg.AssetsDefinition:
    @subsettable_asset(
        name=part.name,
        specs=part.specs,
        check_specs=part.checks,
        pool="warehouse",
        backfill_policy=dg.BackfillPolicy.single_run() if part.partitioned else None,
    )
    def dbt(context: dg.AssetExecutionContext) -> Iterator[Event]:
        yield from run(context, place, translation)

    return dbt
