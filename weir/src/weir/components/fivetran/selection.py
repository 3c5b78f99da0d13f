"""What a connection is set up to load, compared with what is declared."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from weir.components.fivetran.declaration import Table
from weir.errors import WeirError


@dataclass(frozen=True)
class Selection:
    """The differences between the declared tables and the connection's schema config.

    Attributes:
        wrong: what is wrong with a declared table, by name.
        undeclared: tables that the connection loads and nobody declared.
    """

    wrong: dict[str, str]
    undeclared: list[str]


def compare(
    schemas: Mapping[str, Any], dataset: str, tables: Mapping[str, Table], where: str
) -> Selection:
    """Compare declared tables with the schema config, by their names in the destination.

    Raises:
        WeirError: the connection loads into another dataset.
    """
    by_name = {s["name_in_destination"]: s for s in schemas.values()}
    schema = by_name.get(dataset)
    if schema is None:
        raise WeirError(
            f"the connection loads into {', '.join(by_name) or 'nothing yet'}, not into {dataset}",
            where=where,
            fix="set `dataset` in defs.yaml to the connection's schema",
        )
    known = {t["name_in_destination"]: t for t in schema["tables"].values()}
    enabled = {name for name, t in known.items() if schema["enabled"] and t["enabled"]}
    wrong: dict[str, str] = {}
    for name, table in tables.items():
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f" (did you mean {near[0]}?)" if near else ""
            wrong[name] = f"the connection has no such table{hint}"
        elif name not in enabled:
            wrong[name] = "it is switched off in Fivetran"
        elif off := _columns_off(known[name], table):
            wrong[name] = f"columns are switched off in Fivetran: {', '.join(off)}"
    return Selection(wrong, sorted(enabled - tables.keys()))


def _columns_off(known: Mapping[str, Any], table: Table) -> list[str]:
    """Declared columns that somebody switched off; the config names only columns that differ."""
    columns: dict[str, Any] = known.get("columns") or {}
    off = {c["name_in_destination"] for c in columns.values() if not c["enabled"]}
    return [name for name in table.columns if name in off]
