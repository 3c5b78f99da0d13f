"""Sales by day and region, from files."""

from dagster.components.testing.utils import component_defs

from weir.components.dlt import DltSource

SALES = {
    "description": "One row per line.",
    "files": "sales/{region}/{day}.csv",
    "columns": {"day": "DATE", "region": "VARCHAR", "id": "BIGINT", "cents": "BIGINT"},
    "primary_key": ["id"],
}

defs = component_defs(
    component=DltSource.model_validate(
        {
            "dataset": "raw",
            "tables": {"sales": SALES},
            "partitions": {
                "daily": {"start": "2026-01-01", "end": "2026-01-06"},
                "static": {"region": ["emea", "amer", "apac"]},
            },
        }
    )
)
