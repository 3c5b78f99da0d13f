"""Checks that every table of a connection gets; they can be run without a sync."""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg

from weir import fingerprint
from weir.components.fivetran.arrival import refused_columns
from weir.components.fivetran.declaration import Table
from weir.warehouse import Session, Warehouse
from weir.warehouse.interface import Address

COLUMNS, NOT_EMPTY = "declared_columns", "not_empty"
DESCRIPTIONS = {
    COLUMNS: "The declared columns are there, with the declared types.",
    NOT_EMPTY: "The table has rows.",
}


def kinds(table: Table) -> list[str]:
    """Names of a table's checks."""
    return [COLUMNS] if table.allow_empty else [COLUMNS, NOT_EMPTY]


def specs(dataset: str, tables: Mapping[str, Table]) -> list[dg.AssetCheckSpec]:
    """The checks as Dagster declares them. All block: each consumer reads these columns."""
    return [
        dg.AssetCheckSpec(
            kind,
            asset=dg.AssetKey([dataset, name]),
            description=DESCRIPTIONS[kind],
            blocking=True,
            metadata={"weir/fingerprint": _fingerprint(kind, table)},
        )
        for name, table in tables.items()
        for kind in kinds(table)
    ]


def results(
    context: dg.AssetExecutionContext,
    warehouse: Warehouse,
    dataset: str,
    tables: Mapping[str, Table],
) -> Iterator[dg.AssetCheckResult]:
    """Evaluate the checks that the run selects."""
    known = {(name, kind) for name, table in tables.items() for kind in kinds(table)}
    selected = {(key.asset_key.path[1], key.name) for key in context.selected_asset_check_keys}
    chosen = sorted(selected & known)  # a check that another module adds is answered there
    if not chosen:
        return
    found: list[dg.AssetCheckResult] = []
    holder = f"run {context.run.run_id[:8]} checks of {dataset}"
    with warehouse.session(holder, read_only=True) as session:
        present = session.tables()
        for name, kind in chosen:
            address, table = (dataset, name), tables[name]
            if address in present:
                passed, why, facts = _evaluate(session, warehouse, address, kind, table)
            else:
                passed, why, facts = False, f"the table {'.'.join(address)} is missing", {}
            found.append(
                dg.AssetCheckResult(
                    passed=passed,
                    check_name=kind,
                    asset_key=list(address),
                    description=why,
                    metadata={**facts, "weir/fingerprint": _fingerprint(kind, table)},
                )
            )
    yield from found


def _fingerprint(kind: str, table: Table) -> str:
    return fingerprint.of_text(kind, repr(table.columns) if kind == COLUMNS else "")


def _evaluate(
    session: Session, warehouse: Warehouse, address: Address, kind: str, table: Table
) -> tuple[bool, str, dict[str, Any]]:
    if kind == COLUMNS:
        why = refused_columns(session, warehouse, address, table)
        return why is None, why or "", {"columns": list(table.columns)}
    rows = session.row_counts([address])[address]
    return rows > 0, "" if rows else "the table has no rows", {"rows": rows}
