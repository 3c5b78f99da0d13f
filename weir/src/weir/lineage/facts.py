"""What a materialization says of its columns, in the form that Dagster's pages draw."""

from typing import Any

import dagster as dg

from weir.lineage.model import Told


def column_lineage(told: Told) -> dict[str, Any]:
    """The metadata of a materialization; empty where nothing can be told."""
    deps = {
        name: [dg.TableColumnDep(dg.AssetKey(o.asset.split("/")), o.column) for o in origins]
        for name, origins in told.columns.items()
        if name not in told.reasons
    }
    if not deps:
        return {}
    return {"dagster/column_lineage": dg.TableColumnLineage(deps_by_column=deps)}
