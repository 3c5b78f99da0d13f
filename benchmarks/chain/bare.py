"""The same work by bare tools: run in a process of its own, prints seconds."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def load(name: str) -> None:
    """Load one source with plain dlt into an empty DuckDB file."""
    import dlt

    from ingestion.defs.loyalty.source import loyalty
    from ingestion.defs.shop.source import shop

    source = {"loyalty": loyalty, "shop": shop}[name]
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        pipeline = dlt.pipeline(
            name,
            destination=dlt.destinations.duckdb(f"{folder}/bare.duckdb"),
            dataset_name=name,
            pipelines_dir=folder,
        )
        pipeline.run(source()).raise_on_failed_jobs()
        sys.stdout.write(f"{time.perf_counter() - began}\n")


def build(project: Path, warehouse: Path) -> float:
    """`dbt build` of everything; seconds, dbt's own start included."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "WEIR_DUCKDB_PATH": str(warehouse),
            "WEIR_DUCKDB_TEMP": folder,
            "WEIR_DUCKDB_MEMORY": "3GB",
            "WEIR_DATASET_PREFIX": "",
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        }
        places = ["--project-dir", str(project), "--profiles-dir", str(project)]
        command = [str(Path(sys.executable).with_name("dbt")), "build", "--quiet", *places]
        began = time.perf_counter()
        subprocess.run(
            [*command, "--target", "duckdb", "--target-path", folder, "--log-path", folder],
            env=environment,
            check=True,
        )
        return time.perf_counter() - began


if __name__ == "__main__":
    load(sys.argv[1])
