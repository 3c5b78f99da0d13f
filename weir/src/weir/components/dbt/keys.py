"""Asset keys: the table's address as dbt resolved it, without the environment's prefix."""

import dagster as dg

from weir.components.dbt.manifest import Manifest
from weir.components.dbt.node import Node
from weir.errors import WeirError

BUILT = frozenset({"model", "seed", "snapshot"})


def is_table(node: Node) -> bool:
    """Whether the node becomes a table or view; an ephemeral model lives in its readers' SQL."""
    return node["resource_type"] in BUILT and node["config"].get("materialized") != "ephemeral"


def address(manifest: Manifest, node: Node) -> tuple[str, str]:
    """(dataset, table) of a model, seed, snapshot or source.

    Raises:
        WeirError: its schema lacks the environment's prefix, so that it lies outside of it.
    """
    schema = str(node["schema"])
    table = str(node.get("identifier") or node.get("alias") or node["name"])
    prefix = manifest.project.prefix
    if not schema.startswith(prefix):
        raise WeirError(
            f"the schema {schema!r} of {node['name']} lacks this environment's prefix {prefix!r}",
            where=manifest.file(node),
            fix="let the schema go through the project's prefix macro",
        )
    return schema.removeprefix(prefix), table


def key(manifest: Manifest, node: Node) -> dg.AssetKey:
    """The asset key of a model, seed, snapshot or source."""
    return dg.AssetKey(list(address(manifest, node)))
