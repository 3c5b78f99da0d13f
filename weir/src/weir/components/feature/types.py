"""The column types that a declaration may name, and what each is called elsewhere."""

import re
from enum import StrEnum

_NAMES: dict[str, tuple[str, str, str, frozenset[str]]] = {
    # declared: (ibis, DuckDB, BigQuery, how an engine's catalog may call it)
    "BIGINT": (
        "int64",
        "BIGINT",
        "INT64",
        # DuckDB's sum() of whole numbers is a HUGEINT where BigQuery's is an INT64.
        frozenset({"BIGINT", "INTEGER", "SMALLINT", "TINYINT", "UINTEGER", "HUGEINT", "INT64"}),
    ),
    "NUMERIC": (
        "decimal(38, 9)",
        "DECIMAL(38, 9)",
        "NUMERIC",
        frozenset({"DECIMAL", "NUMERIC", "BIGNUMERIC"}),
    ),
    "DOUBLE": ("float64", "DOUBLE", "FLOAT64", frozenset({"DOUBLE", "FLOAT", "FLOAT64"})),
    "VARCHAR": ("string", "VARCHAR", "STRING", frozenset({"VARCHAR", "STRING"})),
    "BOOLEAN": ("boolean", "BOOLEAN", "BOOL", frozenset({"BOOLEAN", "BOOL"})),
    "DATE": ("date", "DATE", "DATE", frozenset({"DATE"})),
    "TIMESTAMP": ("timestamp", "TIMESTAMP", "TIMESTAMP", frozenset({"TIMESTAMP"})),
}


class Type(StrEnum):
    """A column's type, by the name that declarations and the data contract use."""

    BIGINT = "BIGINT"
    NUMERIC = "NUMERIC"
    DOUBLE = "DOUBLE"
    VARCHAR = "VARCHAR"
    BOOLEAN = "BOOLEAN"
    DATE = "DATE"
    TIMESTAMP = "TIMESTAMP"

    @property
    def ibis(self) -> str:
        """Its name in an ibis schema."""
        return _NAMES[self][0]

    def sql(self, dialect: str) -> str:
        """Its name in the SQL of a dialect (`duckdb` or `bigquery`)."""
        return {"duckdb": _NAMES[self][1], "bigquery": _NAMES[self][2]}[dialect]

    def holds(self, real: str) -> bool:
        """Whether a column of the engine's type `real` (as its catalog spells it) is of this type.

        Precision and length do not count; an integer is no decimal.
        """
        return re.sub(r"\(.*\)", "", real).strip().upper() in _NAMES[self][3]
