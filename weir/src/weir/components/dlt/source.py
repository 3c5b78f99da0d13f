"""The component that `defs.yaml` names: a dlt source and the tables that it loads."""

from collections.abc import Iterator
from typing import Annotated, Any, Self

import dagster as dg
from dagster.components.scaffold.scaffold import scaffold_with
from pydantic import Field, model_validator

from weir import fingerprint, gate
from weir.automation.source import EVERY, Source, source_sensor, watched_by_sensor
from weir.components.automation import Automated, watched
from weir.components.declared import DeclaredComponent
from weir.components.dlt import checks
from weir.components.dlt.declaration import Table, table_schema, without_files
from weir.components.dlt.load import Load
from weir.components.dlt.partitioned import verify
from weir.components.dlt.scaffold import DltSourceScaffolder
from weir.components.duration import Duration
from weir.components.freshness import Freshness
from weir.components.partitions import Divided
from weir.components.reference import Reference, find
from weir.environment import current
from weir.errors import WeirError
from weir.graph.partitions import Partitions
from weir.retry.steps import step

NO_CODE = {
    "description",
    "owners",
    "tags",
    "released",
    "data_time",
}  # they change nothing that is loaded
VERSION = "1"  # raise it when a change of this component changes what a load writes


@scaffold_with(DltSourceScaffolder)
class DltSource(DeclaredComponent):
    """Loads the tables of one source with dlt, in one step.

    Attributes:
        dataset: where the tables go; asset keys are [dataset, table].
        source: `module:function` that returns the dlt source, called when the step runs. A
            table with `files` gets its `weir.landing.Intake` as an argument of the table's name;
            a partitioned source without files gets `window`, a pair of aware datetimes, and the
            values of a static dimension by its name. May be left out where all tables have `files`.
        probe: `module:function` that says with one small request whether a table has anything
            new: called with `table=`, it returns a text that changes when there is. For a
            partitioned table it returns the partition keys with something new, or with
            `everything=True` all. A function that takes no `table` is called once for all tables
            and returns such an answer for each, by name. Tables with `files` have one already.
        landing: name of the setting that holds the landing bucket's URL.
        pool: the system that is read, as deploy/limits.yaml names it. It counts where the
            warehouse takes many writers; with DuckDB, which takes one, the warehouse's pool does.
        partitions: `{daily: {start: …}}`, `{static: {column: [values]}}` or both, for a source
            whose tables are loaded by day, by value of a column, or by both.
        freshness: when the tables are late, for example `{fail_window: 36h}`.
        watch_every: how often its sensor asks whether there is anything new, at most.
        automation: `manual` (no sensor) or `on_cron` in the sensor's place.
    """

    dataset: str
    tables: Annotated[dict[str, Table], Field(min_length=1)]
    source: str | None = None
    probe: str | None = None
    landing: str = "LANDING_URL"
    pool: str | None = None
    partitions: Divided | None = None
    freshness: Freshness | None = None
    watch_every: Duration = EVERY
    automation: Automated | None = None
    owners: list[str] = Field(default_factory=list[str])
    group: str | None = None
    tags: dict[str, str] = Field(default_factory=dict[str, str])

    @model_validator(mode="after")
    def _loads_by_itself(self) -> Self:
        watched(self.automation, partitioned=self.partitions is not None)
        return self

    def build_defs(self, context: dg.ComponentLoadContext) -> dg.Definitions:
        name = context.path.name.replace("-", "_").replace(".", "_")
        source, probe = self._functions(context)
        check_specs = [
            checks.spec(self.dataset, table, kind, declared)
            for table, declared in self.tables.items()
            for kind in checks.kinds(declared)
        ]

        specs = [self._spec(table, source, probe) for table in self.tables]
        if self._watched:
            specs = watched_by_sensor(name, specs)

        @dg.multi_asset(
            name=f"load_{name}",
            specs=specs,
            check_specs=check_specs,
            can_subset=True,
            pool=self._pool,
            partitions_def=self.partitions.definition() if self.partitions else None,
            backfill_policy=dg.BackfillPolicy.single_run() if self.partitions else None,
        )
        def load(context: dg.AssetExecutionContext) -> Iterator[Any]:
            chosen = {key.path[1] for key in context.selected_asset_keys}
            tables = {name: t for name, t in self.tables.items() if name in chosen}
            if tables:
                gate.refuse_withheld(context)
                probes = {table: self._probe(table, probe) for table in tables}
                todo = Load(
                    name, self.dataset, tables, source, probes, self.landing, self._partitions
                )
                with step(context):
                    yield from todo.run(context)
            yield from checks.results(context, self.dataset, self.tables)

        return dg.Definitions(assets=[load], sensors=self._sensors(name, specs))

    @property
    def _watched(self) -> bool:
        return watched(self.automation, partitioned=self.partitions is not None)

    def _sensors(self, name: str, specs: list[dg.AssetSpec]) -> list[dg.SensorDefinition]:
        if not self._watched:
            return []
        glance = None
        if self.partitions:
            # The probe of partitions reads the ledger in the warehouse, and would wait for its
            # writer; what lies in the bucket is asked first.
            glance = self._glance()
        return [
            source_sensor(
                Source(
                    name,
                    specs,
                    partitions=self._partitions,
                    glance=glance,
                    every=self.watch_every,
                )
            )
        ]

    def _glance(self) -> dict[str, Any] | None:
        files = {name: table.files for name, table in self.tables.items() if table.files}
        if len(files) < len(self.tables):
            return None
        released = {name: table.released for name, table in self.tables.items()}
        return {
            "call": "weir.landing.news:tokens",
            "arguments": {
                "setting": self.landing,
                "paths": list(files.values()),
                "besides": repr((released, self.partitions)),
            },
        }

    @property
    def _partitions(self) -> Partitions | None:
        return self.partitions.described() if self.partitions else None

    @property
    def _pool(self) -> str:
        """An op has one pool."""
        return self.pool if self.pool and current().warehouse != "duckdb" else "warehouse"

    def _functions(
        self, context: dg.ComponentLoadContext
    ) -> tuple[Reference | None, Reference | None]:
        coded = without_files(self.tables.items())
        for key, value in (("source", self.source), ("probe", self.probe)):
            if coded and not value:
                raise WeirError(
                    f"{', '.join(coded)} come from no files, so `{key}` is needed",
                    where=context.path / "defs.yaml",
                    fix=f"add `{key}: .{key}:{context.path.name}`, or give the tables `files`",
                )
        source = find(self.source, context) if self.source else None
        if self.partitions:
            verify(self.tables, self.partitions, source, context.path / "defs.yaml")
        return source, find(self.probe, context) if self.probe else None

    def _spec(self, name: str, source: Reference | None, probe: Reference | None) -> dg.AssetSpec:
        table = self.tables[name]
        return dg.AssetSpec(
            dg.AssetKey([self.dataset, name]),
            description=table.description,
            code_version=fingerprint.of_text(
                VERSION,
                source.fingerprint if source else "",
                repr(self.partitions),
                repr(sorted(table.model_dump(exclude=NO_CODE).items())),
            ),
            group_name=self.group or self.dataset,
            owners=table.owners if table.owners is not None else self.owners,
            tags={**self.tags, **table.tags},
            kinds={"dlt"},
            freshness_policy=self.freshness.policy() if self.freshness else None,
            automation_condition=self.automation.condition() if self.automation else None,
            metadata={
                "dagster/column_schema": table_schema(table),
                "weir/allow_empty": table.allow_empty,
                **(self.freshness.metadata() if self.freshness else {}),
                **(self.partitions.metadata() if self.partitions else {}),
                "weir/probe": self._probe(name, probe),
            },
        )

    def _probe(self, name: str, probe: Reference | None) -> dict[str, Any]:
        """The call that asks whether a table has anything new."""
        table = self.tables[name]
        if table.files:
            arguments: dict[str, Any] = {"setting": self.landing, "path": table.files}
            if not self.partitions:
                return {"call": "weir.landing.news:token", "arguments": arguments}
            arguments |= {"dataset": self.dataset, "table": name}
            arguments |= self.partitions.arguments()
            arguments["released"] = table.released
            return {"call": "weir.landing.news:partitions", "arguments": arguments}
        if probe is None:
            raise AssertionError  # _functions refused it
        if "table" not in probe.parameters:
            return {"call": probe.call, "arguments": {}, "pick": name}
        return {"call": probe.call, "arguments": {"table": name}}
