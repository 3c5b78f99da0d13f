"""The columns that a CRM property's values come from."""

from typing import Any

import dagster as dg

from weir.components.audience.declaration import Declaration
from weir.lineage.facts import column_lineage
from weir.lineage.known import Known
from weir.lineage.model import Origin, Told

CALL = "weir.components.audience.origins:origins"


def properties(declaration: Declaration) -> dict[str, list[str]]:
    """The mart's columns behind each property that is written in the CRM.

    Membership comes from the columns that choose the rows, or from the id where all rows count.
    """
    return {
        declaration.id_property: [declaration.id_column],
        declaration.membership: list(declaration.rows) or [declaration.id_column],
        **{name: [column] for name, column in declaration.sent.items()},
    }


def schema(declaration: Declaration) -> dg.TableSchema:
    """The properties as the asset's columns."""
    about = {
        declaration.id_property: "The customer's id; unique in the CRM.",
        declaration.membership: "true for members, false for those who left.",
        **dict.fromkeys(declaration.identity, "Who the contact is."),
        **dict.fromkeys(declaration.properties, "Written by this audience alone."),
    }
    return dg.TableSchema(
        columns=[
            dg.TableColumn(name, type="CRM property", description=about[name])
            for name in properties(declaration)
        ]
    )


def origins(
    known: Known, *, asset: str, table: str, columns: dict[str, list[str]]
) -> dict[str, Told]:
    """What the declaration says; a column that the mart does not have is not told."""
    told = _told(table, columns)
    present = known.columns.get(table, ())
    reasons = {
        name: f"{table} has no column {missing[0]}"
        for name, read in columns.items()
        if present and (missing := [column for column in read if column not in present])
    }
    made = {name: () if name in reasons else origin for name, origin in told.columns.items()}
    return {asset: Told(made, reasons)}


def metadata(declaration: Declaration) -> dict[str, Any]:
    """What the asset's spec says of its columns."""
    arguments = {
        "asset": f"audiences/{declaration.name}",
        "table": "/".join(declaration.table),
        "columns": properties(declaration),
    }
    return {
        "dagster/column_schema": schema(declaration),
        "weir/origins": {"call": CALL, "arguments": arguments},
    }


def facts(declaration: Declaration) -> dict[str, Any]:
    """What a materialization says of them; the step has compared the mart's columns before."""
    return column_lineage(_told("/".join(declaration.table), properties(declaration)))


def _told(table: str, columns: dict[str, list[str]]) -> Told:
    return Told({n: tuple(Origin(table, c) for c in read) for n, read in columns.items()}, {})
