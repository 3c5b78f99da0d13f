"""dagster-dlt 0.29.27, where its behaviour is wrong for us."""

import copy
from collections.abc import Mapping
from typing import Any

import dagster as dg
from dagster_dlt import DagsterDltResource, DagsterDltTranslator


class Keys(DagsterDltTranslator):
    """A resource's key is its table's address.

    The stock translator's keys carry the source's name, and it invents an upstream asset for
    each resource.
    """

    def __init__(self, dataset: str) -> None:
        self.dataset = dataset

    def get_asset_spec(self, data: Any) -> dg.AssetSpec:
        return dg.AssetSpec(dg.AssetKey([self.dataset, data.resource.name]))


class Dlt(DagsterDltResource):
    """The stock resource less two bugs."""

    def _extract_table_schema_metadata(self, table_name: str, schema: Any) -> dg.TableSchema:
        """Works on a copy.

        The stock one pops the keys off dlt's live schema, so that the second run in one process
        fails with KeyError: 'name' (dagster#34052).
        """
        return super()._extract_table_schema_metadata(table_name, copy.deepcopy(schema))

    def extract_resource_metadata(
        self, context: Any, resource: Any, load_info: Any, dlt_pipeline: Any
    ) -> Mapping[str, Any]:
        """Says how many rows were loaded even when there were none.

        The stock one omits the number, or fails, after a load without rows (dagster#33572); its
        `dagster/table_name` names the dlt source in the dataset's place.
        """
        table: str = dlt_pipeline.default_schema.naming.normalize_table_identifier(
            str(resource.table_name)
        )
        info = dlt_pipeline.last_trace.last_normalize_info
        rows = info.row_counts.get(table, 0) if info else 0
        if not info:
            return {"rows_loaded": rows}
        stock = super().extract_resource_metadata(context, resource, load_info, dlt_pipeline)
        kept = {"started_at", "finished_at", "first_run", "jobs"}
        return {**{k: v for k, v in stock.items() if k in kept}, "rows_loaded": rows}


def run(
    context: dg.AssetExecutionContext, source: Any, pipeline: Any, dataset: str, **options: Any
) -> dict[str, dict[str, Any]]:
    """Run a pipeline; returns the metadata of each table that was loaded.

    `Dlt.run` drops the pipeline's working folder first and restores its state from the
    warehouse: packages of a killed run can't poison this one, and no cursor outlives its rows.

    Args:
        options: passed to dlt's `pipeline.run`.
    """
    resource: Any = Dlt()
    results = resource.run(
        context=context,
        dlt_source=source,
        dlt_pipeline=pipeline,
        dagster_dlt_translator=Keys(dataset),
        **options,
    )
    return {result.asset_key.path[1]: dict(result.metadata) for result in results}
