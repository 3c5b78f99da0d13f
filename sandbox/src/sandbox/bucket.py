"""Files of the landing bucket: a reader sees a whole file or none."""

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


def put(path: Path, content: bytes) -> None:
    """Write a file in one step, as an object store does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.write_bytes(content)
    aside.replace(path)


def put_parquet(path: Path, rows: pa.Table) -> None:
    """Write rows as a Parquet file in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    pq.write_table(rows, aside, compression="snappy")
    aside.replace(path)
