"""What a materialization says of itself."""

from typing import Any

import dagster as dg

from weir.components.dlt.declaration import Table
from weir.landing import Intake


def of_table(
    context: dg.AssetExecutionContext, pipeline: Any, name: str, table: Table
) -> dict[str, Any]:
    """Columns that arrived without being declared; they are loaded, and reported."""
    arrived: dict[str, Any] = pipeline.default_schema.get_table_columns(name)
    others = {
        column: str(hints.get("data_type"))
        for column, hints in arrived.items()
        if column not in table.columns and not column.startswith("_dlt_")
    }
    if not others:
        return {}
    described = ", ".join(f"{column} ({kind})" for column, kind in others.items())
    context.log.warning("%s has columns that are not declared: %s", name, described)
    return {"undeclared_columns": others}


def of_files(
    context: dg.AssetExecutionContext,
    intake: Intake,
    without_file: list[str],
    outside: list[str],
) -> dict[str, Any]:
    """How many files were read, which were bad, and for which partitions there is none.

    Args:
        outside: files of days before the source's first or after its last; they are counted.
    """
    bad = {o.file.name: o.error for o in intake.outcomes if o.error is not None}
    for name, error in bad.items():
        context.log.error("%s is left out: %s", name, error)
    if without_file:
        context.log.warning("no file has landed for %s", ", ".join(without_file))
    if outside:
        span = outside[0] + (f" to {outside[-1]}" if len(outside) > 1 else "")
        context.log.info("files outside of the declared days: %d (%s)", len(outside), span)
    return {
        "files_loaded": len(intake.outcomes) - len(bad),
        "files_refused": bad,
        "partitions_without_file": without_file,
        "files_outside_of_days": len(outside),
    }
