"""The dlt pipeline of a source, in Weir's folders and with Weir's settings."""

from typing import Any

from weir.environment import current
from weir.warehouse import Warehouse

SETTINGS = {
    "runtime.dlthub_telemetry": False,
    # It warns, once a chunk, that a key's column may not be null in one place and may in another.
    "runtime.log_level": "ERROR",
    # Arrow loads carry no _dlt_load_id without it.
    "normalize.parquet_normalizer.add_dlt_load_id": True,
    # The default truncates before it inserts: a kill in between leaves an empty table.
    "destination.replace_strategy": "insert-from-staging",
}


def make_pipeline(name: str, dataset: str, warehouse: Warehouse) -> Any:
    """A pipeline into the warehouse. Its working folder is the warehouse's own."""
    import dlt

    vendor: Any = dlt
    for key, value in SETTINGS.items():
        vendor.config[key] = value
    folder = current().home.dlt_pipelines(warehouse.identity()) / name
    return vendor.pipeline(
        name,
        pipelines_dir=str(folder),
        destination=warehouse.dlt_destination(),
        dataset_name=warehouse.dataset(dataset),
    )


def make_empty(pipeline: Any, table: str, schema: Any, hints: dict[str, Any]) -> None:
    """Make a table without rows: dlt makes none for a resource that has never yielded any."""
    import dlt

    vendor: Any = dlt
    pipeline.run(
        vendor.resource([schema.empty_table()], name=table),
        write_disposition="append",
        columns=hints,
    )
