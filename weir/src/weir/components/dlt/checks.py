"""Checks that every loaded table gets; they can be run without loading."""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg

from weir import fingerprint
from weir.components.dlt.declaration import Table
from weir.landing import Ledger
from weir.warehouse import Session, Warehouse, open_warehouse
from weir.warehouse.interface import Address

PRIMARY_KEY, NOT_EMPTY, QUARANTINE = "primary_key", "not_empty", "no_quarantined_files"
DESCRIPTIONS = {
    PRIMARY_KEY: "The primary key is unique and never missing.",
    NOT_EMPTY: "The table has rows.",
    QUARANTINE: "No landing file is held back: each one is loaded, replaced or released.",
}


def kinds(table: Table) -> list[str]:
    """Names of a table's checks."""
    found = [PRIMARY_KEY] if table.primary_key else []
    found += [] if table.allow_empty else [NOT_EMPTY]
    return found + ([QUARANTINE] if table.files else [])


def spec(dataset: str, name: str, kind: str, table: Table) -> dg.AssetCheckSpec:
    """A check as Dagster declares it."""
    return dg.AssetCheckSpec(
        kind,
        asset=dg.AssetKey([dataset, name]),
        description=DESCRIPTIONS[kind],
        blocking=True,
        metadata={"weir/fingerprint": _fingerprint(kind, table)},
    )


def results(
    context: dg.AssetExecutionContext, dataset: str, tables: Mapping[str, Table]
) -> Iterator[dg.AssetCheckResult]:
    """Evaluate the checks that the run selects."""
    chosen = sorted(context.selected_asset_check_keys, key=lambda k: (k.asset_key, k.name))
    if not chosen:
        return
    warehouse = open_warehouse()
    found: list[dg.AssetCheckResult] = []
    with warehouse.session(f"run {context.run.run_id[:8]} checks of {dataset}") as session:
        present = session.tables()
        for key in chosen:
            address = (dataset, key.asset_key.path[1])
            table = tables[address[1]]
            if address in present:
                passed, why, facts = _evaluate(session, warehouse, address, key.name, table)
            else:
                passed, why, facts = False, f"the table {'.'.join(address)} is missing", {}
            found.append(
                dg.AssetCheckResult(
                    passed=passed,
                    check_name=key.name,
                    asset_key=key.asset_key,
                    description=why,
                    metadata={**facts, "weir/fingerprint": _fingerprint(key.name, table)},
                )
            )
    yield from found


def _fingerprint(kind: str, table: Table) -> str:
    subject = {PRIMARY_KEY: table.primary_key, QUARANTINE: sorted(table.released)}
    return fingerprint.of_text(kind, repr(subject.get(kind)))


def _evaluate(
    session: Session, warehouse: Warehouse, address: Address, kind: str, table: Table
) -> tuple[bool, str, dict[str, Any]]:
    if kind == QUARANTINE:
        held = Ledger(warehouse, address).settle(session, table.released)
        why = "; ".join(f"{name}: {entry.error}" for name, entry in held.items())
        hint = " - replace the file, or add it to `released` in defs.yaml" if held else ""
        return not held, why + hint, {"quarantined": {n: e.error for n, e in held.items()}}
    if kind == NOT_EMPTY:
        rows = session.row_counts([address])[address]
        return rows > 0, "" if rows else "the table has no rows", {"rows": rows}
    return _primary_key(session, warehouse.name(address), table.primary_key)


def _primary_key(session: Session, table: str, key: list[str]) -> tuple[bool, str, dict[str, Any]]:
    columns = ", ".join(key)
    missing: int = session.rows(
        f"select count(*) from {table} where {' or '.join(f'{c} is null' for c in key)}"
    )[0][0]
    doubled = session.rows(
        f"select {columns}, count(*) from {table} group by {columns} having count(*) > 1 "
        f"order by {columns} limit 5"
    )
    examples = [dict(zip([*key, "rows"], map(str, row), strict=True)) for row in doubled]
    why = f"{missing} rows have no {columns}" if missing else ""
    if doubled:
        why += f"{'; ' if why else ''}{columns} occurs more than once, for example {examples[0]}"
    return not why, why, {"rows_without_key": missing, "doubled_keys": examples}
