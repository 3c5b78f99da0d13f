"""Read one landing file into Arrow."""

import io
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from weir.columns import arrow_schema
from weir.errors import WeirError


def read(content: bytes, name: str, columns: Mapping[str, str]) -> pa.Table:
    """The rows of a Parquet or CSV file.

    Args:
        content: the file's bytes.
        name: its name; the suffix says which format it is.
        columns: declared columns; a CSV's values are read as these types.

    Raises:
        pyarrow.ArrowException, OSError: the file can't be read (truncated, another format).
        WeirError: the format is not known.
    """
    if name.endswith(".parquet"):
        import pyarrow.parquet as pq

        reader: Any = pq
        rows: pa.Table = reader.read_table(io.BytesIO(content))
        return rows
    if name.endswith((".csv", ".csv.gz")):
        return _csv(content, columns, compressed=name.endswith(".gz"))
    raise WeirError(
        "the file's format is not known: its name ends neither in .parquet nor in .csv",
        where=name,
        fix="rename it, or give the table a `source` in defs.yaml that reads it",
    )


def _csv(content: bytes, columns: Mapping[str, str], *, compressed: bool) -> pa.Table:
    import gzip

    from pyarrow import csv

    reader: Any = csv
    types = dict(zip(columns, arrow_schema(columns).types, strict=True))
    rows: pa.Table = reader.read_csv(
        io.BytesIO(gzip.decompress(content) if compressed else content),
        convert_options=reader.ConvertOptions(
            column_types=types,
            null_values=[""],  # the default also takes NA, null and nan for missing
            strings_can_be_null=True,
        ),
    )
    return rows
