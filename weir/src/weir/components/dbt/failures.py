"""A failing test's rows, one command away."""

import shlex

from weir.components.dbt.manifest import Manifest
from weir.spelling import weir


def command(manifest: Manifest, unique_id: str, compiled: str | None) -> str | None:
    """The command that shows them, ready to paste; None for a unit test, which has no rows.

    Of the live tables: while a check stands failed, nothing new is published. With
    `store_failures` the rows are those of the run, kept by dbt in a table of their own
    (https://docs.getdbt.com/reference/resource-configs/store_failures); else the test's query is
    asked again.
    """
    node = manifest.nodes.get(unique_id)
    if node is None:
        return None
    stored = node["config"].get("store_failures") or node["config"].get("store_failures_as")
    if stored and stored != "ephemeral":
        statement = shlex.quote(f"select * from {node['schema']}.{node['alias']}")
        return weir(f"sql --unpublished -c {statement}")
    if compiled:
        path = shlex.quote(str(manifest.project.directory / compiled))
        return weir(f'sql --unpublished -c "$(cat {path})"')
    return None
