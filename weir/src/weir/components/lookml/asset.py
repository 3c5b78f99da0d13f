"""The step that builds a dashboard's page."""

import datetime as dt
from typing import Any

import dagster as dg

from weir import gate
from weir.components.lookml import origins
from weir.components.lookml.loads import sources
from weir.components.lookml.settings import Settings
from weir.errors import WeirError
from weir.home import home
from weir.lease import LeaseTimeoutError
from weir.lookml.build import Built, ask
from weir.lookml.build import build as build_page
from weir.lookml.project import Project
from weir.lookml.source import Source, oldest
from weir.warehouse import Session, Warehouse, open_warehouse


def build(project: Project, settings: Settings, spec: dg.AssetSpec) -> dg.AssetsDefinition:
    """The asset of a dashboard.

    The step asks every tile's query of the warehouse, in every environment: a broken tile is
    found here, and not by whoever opens the dashboard.
    """
    name = spec.key.path[-1]

    @dg.multi_asset(name="__".join(spec.key.path), specs=[spec])
    def dashboard(context: dg.AssetExecutionContext) -> dg.MaterializeResult[Any]:
        held = gate.withheld(context)
        if spec.key in held:
            raise dg.Failure(f"the page stays as it was: {held[spec.key]}", allow_retries=False)
        try:
            return _materialize(context, project, settings, name)
        except LeaseTimeoutError:
            raise
        except WeirError as error:
            raise dg.Failure(str(error), allow_retries=False) from error

    return dashboard


def _materialize(
    context: dg.AssetExecutionContext, project: Project, settings: Settings, name: str
) -> dg.MaterializeResult[Any]:
    warehouse = open_warehouse()
    holder = f"run {context.run_id[:8]} step {context.op_def.name}"
    with warehouse.session(holder, read_only=True) as session:
        today = _today(warehouse, session, settings)
        tiles = ask(project, name, warehouse, session, today)
    # Drawing takes longer than asking, so the warehouse is given back first.
    found = sources(context, dg.AssetKey(["dashboards", name]))
    built = build_page(
        project,
        name,
        tiles,
        today=today,
        sources=found,
        dagster_url=settings.dagster_url,
        folder=home().dashboards,
    )
    lineage = origins.facts(project, project.dashboards[name])
    return dg.MaterializeResult(metadata={**_metadata(built, found, warehouse), **lineage})


def _today(warehouse: Warehouse, session: Session, settings: Settings) -> dt.date | None:
    if settings.as_of is None:
        return None
    name = warehouse.name(settings.as_of)
    rows = session.rows(f"select as_of from {name}")
    if len(rows) != 1 or not isinstance(rows[0][0], dt.date):
        raise WeirError(
            f"{len(rows)} rows say which day counts as today, instead of one with a date",
            where=".".join(settings.as_of),
            fix="correct the model, or name another table as `as_of` in defs.yaml",
        )
    return rows[0][0]


def _metadata(built: Built, found: list[Source], warehouse: Warehouse) -> dict[str, Any]:
    first = oldest(found)
    metadata: dict[str, Any] = {
        "path": dg.PathMetadataValue(str(built.path)),
        "page": dg.MetadataValue.url(built.path.as_uri()),
        "tiles": len(built.tiles),
        "rows_per_tile": dg.MetadataValue.json(built.rows),
        "dagster/row_count": sum(built.rows.values()),
        "weir/warehouse": warehouse.identity(),
    }
    if first and first.loaded:
        metadata["oldest_input"] = first.table
        metadata["oldest_input_loaded"] = dg.MetadataValue.timestamp(first.loaded)
    return metadata
