"""The component that `defs.yaml` names: a Fivetran connection and the tables that it loads."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Any, Self

import dagster as dg
from dagster.components.scaffold.scaffold import scaffold_with
from pydantic import Field, model_validator

from weir import fingerprint
from weir.automation.source import EVERY, Source, source_sensor, watched_by_sensor
from weir.components.automation import Automated, watched
from weir.components.declared import DeclaredComponent
from weir.components.duration import Duration
from weir.components.fivetran import checks
from weir.components.fivetran.declaration import Table
from weir.components.fivetran.load import Load
from weir.components.fivetran.scaffold import FivetranConnectionScaffolder
from weir.components.fivetran.state import SYNCING, Trigger
from weir.components.freshness import Freshness
from weir.retry.steps import step

VERSION = "1"  # raise it when a change of this component changes what a load does


@scaffold_with(FivetranConnectionScaffolder)
class FivetranConnection(DeclaredComponent):
    """The tables of one Fivetran connection, in one step: a sync always loads all of them.

    Attributes:
        connection: name of the setting that holds the connection's id.
        trigger: who starts the syncs. `fivetran`: its own schedule, and the step only watches.
            `weir`: the step does. The connection's schedule is left alone in both cases.
        sync_every: with `trigger: weir`, how old the last sync may become: `90m`, `6h`, `1d`.
        freshness: when the tables are late, for example `{fail_window: 36h}`.
        dataset: where the tables go; the connection's schema. Asset keys are [dataset, table].
        timeout: how long the step waits for syncs, in all.
        poll_every: how often it asks at most (a trial account has 500 requests an hour).
        watch_every: how often its sensor asks whether a sync has ended, or is due.
        automation: `manual` (no sensor) or `on_cron` in the sensor's place.
    """

    connection: str
    trigger: Trigger
    dataset: str
    tables: Annotated[dict[str, Table], Field(min_length=1)]
    sync_every: Duration | None = None
    timeout: Duration = timedelta(hours=1)
    poll_every: Duration = timedelta(seconds=15)
    watch_every: Duration = EVERY
    automation: Automated | None = None
    freshness: Freshness | None = None
    owners: list[str] = Field(default_factory=list[str])
    group: str | None = None
    tags: dict[str, str] = Field(default_factory=dict[str, str])

    @model_validator(mode="after")
    def _one_owner_of_the_schedule(self) -> Self:
        if self.trigger == "weir" and self.sync_every is None:
            raise ValueError("`trigger: weir` needs `sync_every`, for example 6h")
        if self.trigger == "fivetran" and self.sync_every is not None:
            raise ValueError(
                "`sync_every` belongs to `trigger: weir`; here Fivetran's own schedule counts"
            )
        watched(self.automation)
        return self

    def build_defs(self, context: dg.ComponentLoadContext) -> dg.Definitions:
        name = context.path.name.replace("-", "_").replace(".", "_")
        specs = [self._spec(table) for table in self.tables]
        if self._watched:
            specs = watched_by_sensor(name, specs)
        load = Load(
            f"sync_{name}",
            self.connection,
            self.trigger,
            self.dataset,
            self.tables,
            self.timeout,
            self.poll_every,
        )

        # Not the warehouse's pool: the writer from outside that the step waits for needs it.
        @dg.multi_asset(
            name=load.name,
            specs=specs,
            check_specs=checks.specs(self.dataset, self.tables),
            can_subset=True,  # so that its checks run without it
            pool="fivetran",
        )
        def sync(context: dg.AssetExecutionContext) -> Iterator[Any]:
            with step(context):
                yield from load.run(context)

        return dg.Definitions(assets=[sync], sensors=self._sensors(name, specs))

    @property
    def _watched(self) -> bool:
        return watched(self.automation)

    def _sensors(self, name: str, specs: list[dg.AssetSpec]) -> list[dg.SensorDefinition]:
        if not self._watched:
            return []
        # Of a sync by Fivetran's own schedule the end is the event: a run would only wait for it.
        not_yet = SYNCING if self.trigger == "fivetran" else None
        return [source_sensor(Source(name, specs, every=self.watch_every, not_yet=not_yet))]

    def _spec(self, name: str) -> dg.AssetSpec:
        table = self.tables[name]
        every = self.sync_every.total_seconds() if self.sync_every else None
        return dg.AssetSpec(
            dg.AssetKey([self.dataset, name]),
            description=table.description,
            # A raw table is as it is, whatever is declared: the declaration only says what counts
            # as right, and when it changes, that has to be looked at again.
            code_version=fingerprint.of_text(
                VERSION,
                self.connection,
                self.trigger,
                repr(sorted(table.columns.items())),
                repr(table.allow_empty),
            ),
            group_name=self.group or self.dataset,
            owners=table.owners if table.owners is not None else self.owners,
            tags={**self.tags, **table.tags},
            kinds={"fivetran"},
            freshness_policy=self.freshness.policy() if self.freshness else None,
            automation_condition=self.automation.condition() if self.automation else None,
            metadata={
                "dagster/column_schema": table.table_schema(),
                "weir/allow_empty": table.allow_empty,
                # A sync loads all of them; whom it is not told of would be new at its source.
                "weir/together": [f"{self.dataset}/{name}" for name in self.tables],
                **(self.freshness.metadata() if self.freshness else {}),
                "weir/probe": {
                    "call": "weir.components.fivetran.probe:probe",
                    "age": "weir.components.fivetran.probe:age",
                    "arguments": {
                        "connection": self.connection,
                        "trigger": self.trigger,
                        "sync_every": every,
                    },
                },
            },
            # A table that is not what is declared is left out, the others are reported.
            skippable=True,
        )
