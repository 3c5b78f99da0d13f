"""Load a source: read, write, count, and say what happened."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import dagster as dg

from weir.columns import arrow_schema
from weir.components import data_time
from weir.components.dlt import facts, hints, intake
from weir.components.dlt.declaration import Table
from weir.components.dlt.failure import explained
from weir.components.dlt.pipeline import make_empty, make_pipeline
from weir.components.dlt.prepare import Prepared, prepare
from weir.components.dlt.request import Request, request_of
from weir.components.reference import Reference, imported
from weir.errors import WeirError
from weir.graph.model import Probe
from weir.graph.partitions import Partitions
from weir.landing import Ledger
from weir.landing.source import landing_source
from weir.plan.probe import picked
from weir.warehouse import Warehouse, open_warehouse


@dataclass(frozen=True)
class Load:
    """One load of some tables of a source.

    Attributes:
        name: the source's name; also dlt's pipeline.
        tables: the tables to load.
        source: the function that returns the dlt source; None where files need no code.
        probes: for each table the call that tells the state of its source.
        landing: name of the setting that holds the landing bucket's URL.
        partitions: the source's, if it is partitioned.
    """

    name: str
    dataset: str
    tables: Mapping[str, Table]
    source: Reference | None
    probes: Mapping[str, Mapping[str, Any]]
    landing: str
    partitions: Partitions | None = None

    def run(self, context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[Any]]:
        """Load, and yield each table's result.

        Raises:
            WeirError: the source can't be reached, refuses, or yields other columns than declared.
        """
        request = request_of(context, self.partitions)
        warehouse = open_warehouse()
        holder = f"run {context.run.run_id[:8]} step {context.op_execution_context.op.name}"
        began = time.time()
        with explained(self.name, self.dataset):
            # Before the load: what arrives while it runs must count as new the next time.
            tokens = {} if request.keys else _states(self.probes)
            with warehouse.session(holder) as session:
                prepared = prepare(
                    session,
                    warehouse,
                    dataset=self.dataset,
                    tables=self.tables,
                    setting=self.landing,
                    request=request,
                )
            with warehouse.lease(holder):
                pipeline = make_pipeline(self.name, self.dataset, warehouse)
                loaded = self._load(context, pipeline, prepared, request)
                self._complete(pipeline, warehouse, holder)
                counts = self._settle(warehouse, holder, prepared)
                times = self._data_times(warehouse, holder, began)
                identity = warehouse.identity()
        for table, metadata in loaded.items():
            yield dg.MaterializeResult(
                asset_key=[self.dataset, table],
                metadata={
                    **metadata,
                    **facts.of_table(context, pipeline, table, self.tables[table]),
                    **self._of_files(context, prepared, table),
                    **({"weir/probe": tokens[table]} if tokens else {}),
                    **data_time.as_metadata(times[table]),
                    "weir/warehouse": identity,
                    "dagster/table_name": f"{warehouse.dataset(self.dataset)}.{table}",
                    "dagster/row_count": counts[self.dataset, table],
                },
            )

    def _of_files(
        self, context: dg.AssetExecutionContext, prepared: Prepared, table: str
    ) -> dict[str, Any]:
        if table not in prepared.intakes:
            return {}
        missing, outside = prepared.without_file[table], prepared.outside[table]
        return facts.of_files(context, prepared.intakes[table], missing, outside)

    def _load(
        self,
        context: dg.AssetExecutionContext,
        pipeline: Any,
        prepared: Prepared,
        request: Request,
    ) -> dict[str, dict[str, Any]]:
        """Run dlt: once for the tables that are read from the start, once for the others."""
        from weir.adapters import dagster_dlt

        loaded: dict[str, dict[str, Any]] = {}
        for refresh, names in (
            ("drop_resources", [name for name in self.tables if name in prepared.anew]),
            (None, [name for name in self.tables if name not in prepared.anew]),
        ):
            if names:
                source = self._source(prepared, request).with_resources(*names)
                loaded |= dagster_dlt.run(context, source, pipeline, self.dataset, refresh=refresh)
        return loaded

    def _source(self, prepared: Prepared, request: Request) -> Any:
        """The dlt source, with everything that is declared of its tables."""
        if self.source is None:
            source = landing_source(self.name, prepared.intakes)
        else:
            arguments: dict[str, Any] = dict(prepared.intakes)
            if not prepared.intakes:
                arguments |= request.arguments
            source = self.source.load()(**arguments)
        for name, table in self.tables.items():
            if name not in source.resources:
                raise WeirError(
                    f"the source yields no table {name!r}, only {', '.join(source.resources)}",
                    where=self.source.file if self.source else self.name,
                    fix=f"give it a resource named {name}, or take the table out of defs.yaml",
                )
            hints.apply(
                source.resources[name],
                f"{self.dataset}.{name}",
                table,
                append=name in prepared.appended,
            )
        return source

    def _complete(self, pipeline: Any, warehouse: Warehouse, holder: str) -> None:
        """Make the tables of which no row has ever arrived."""
        with warehouse.session(holder, read_only=True) as session:
            present = session.tables()
        for name, table in self.tables.items():
            if (self.dataset, name) not in present:
                make_empty(pipeline, name, arrow_schema(table.columns), hints.column_hints(table))

    def _settle(
        self, warehouse: Warehouse, holder: str, prepared: Prepared
    ) -> dict[tuple[str, str], int]:
        """Write down what became of the files; returns the tables' numbers of rows."""
        with warehouse.session(holder) as session:
            for name, files in prepared.intakes.items():
                address = (self.dataset, name)
                if name not in prepared.appended:
                    intake.clear_emptied(session, warehouse, address, files)
                entries = intake.entries(files.outcomes, self.tables[name].released)
                Ledger(warehouse, address).record(session, entries)
            return session.row_counts([(self.dataset, name) for name in self.tables])

    def _data_times(
        self, warehouse: Warehouse, holder: str, began: float
    ) -> dict[str, float | None]:
        """How new the data of each table is: by its column, else as new as the load."""
        times: dict[str, float | None] = {}
        with warehouse.session(holder, read_only=True) as session:
            for name, table in self.tables.items():
                where, newest = warehouse.name((self.dataset, name)), f"max({table.data_time})"
                times[name] = data_time.newest(session, where, newest) if table.data_time else began
        return times


def _states(probes: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """The state of each table's source; a call that answers for several is made once."""
    answers: dict[str, Any] = {}
    found: dict[str, str] = {}
    for table, probe in ((table, Probe(**said)) for table, said in probes.items()):
        call = f"{probe.call} {probe.arguments}"
        if call not in answers:
            answers[call] = imported(probe.call)(**probe.arguments)
        found[table] = str(picked(probe, answers[call]))
    return found
