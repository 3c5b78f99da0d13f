"""The columns that a table is declared to have, and whether what arrives has them."""

import difflib
import re
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from weir.errors import WeirError

_ARROW: dict[str, pa.DataType] = {
    "BIGINT": pa.int64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "DOUBLE": pa.float64(),
    "NUMERIC": pa.decimal128(38, 9),
    "TIMESTAMP": pa.timestamp("us"),
    "VARCHAR": pa.string(),
}
_NUMERIC = re.compile(r"NUMERIC\((\d+), *(\d+)\)")


class ColumnsDifferError(WeirError):
    """What arrived does not have the columns that are declared."""


def arrow_type(declared: str) -> pa.DataType:
    """The Arrow type of a declared SQL type; TIMESTAMP is naive UTC in microseconds.

    Raises:
        ValueError: no such type; the message suggests the nearest one.
    """
    if found := _NUMERIC.fullmatch(declared):
        return pa.decimal128(int(found[1]), int(found[2]))
    if declared not in _ARROW:
        near = difflib.get_close_matches(declared.upper(), _ARROW, n=1)
        hint = f"did you mean {near[0]}?" if near else f"types: {', '.join(_ARROW)}"
        raise ValueError(f"{declared!r} is no column type; {hint}")
    return _ARROW[declared]


def arrow_schema(columns: Mapping[str, str]) -> pa.Schema:
    """The Arrow schema of declared columns."""
    return pa.schema([pa.field(name, arrow_type(kind)) for name, kind in columns.items()])


def conform(rows: pa.Table, columns: Mapping[str, str], where: object) -> pa.Table:
    """The rows with the declared columns in their declared types, first and in order.

    Widths may differ (int32 for BIGINT), kinds may not: text that looks like a number is a
    changed type. Columns that are not declared stay as they are, at the end.

    Args:
        where: what the rows come from, for the message.

    Raises:
        ColumnsDifferError: a declared column is missing, or is of another type.
    """
    arrived = rows.column_names
    missing = [name for name in columns if name not in arrived]
    if missing:
        raise ColumnsDifferError(
            f"declared columns are missing: {', '.join(missing)} (arrived: {', '.join(arrived)})",
            where=where,
            fix="correct the source, or the columns in defs.yaml",
        )
    made = [_cast(rows.column(name), kind, name, where) for name, kind in columns.items()]
    others = [name for name in arrived if name not in columns]
    return pa.table([*made, *(rows.column(n) for n in others)], names=[*columns, *others])


def _cast(values: Any, declared: str, name: str, where: object) -> Any:
    wanted = arrow_type(declared)
    if values.type == wanted:
        return values
    if pa.types.is_null(values.type) or _kind(values.type) == _kind(wanted):
        try:
            return values.cast(wanted)
        except pa.ArrowInvalid as error:
            raise ColumnsDifferError(
                f"column {name} does not fit {declared}: {error}",
                where=where,
                fix="correct the source, or declare a wider type in defs.yaml",
            ) from error
    raise ColumnsDifferError(
        f"column {name} changed its type: {values.type} arrived, {declared} is declared",
        where=where,
        fix=f"correct the source, or declare the new type of {name} in defs.yaml and reload "
        "the table with `weir run --full-refresh`",
    )


def _kind(arrow: Any) -> str:
    """What sort of values a type holds, whatever their width."""
    types: Any = pa.types
    if types.is_dictionary(arrow):
        arrow = arrow.value_type
    if types.is_large_string(arrow):
        return "string"
    for kind in ("integer", "floating", "decimal", "string", "date", "timestamp"):
        if getattr(types, f"is_{kind}")(arrow):
            return kind
    return str(arrow)
