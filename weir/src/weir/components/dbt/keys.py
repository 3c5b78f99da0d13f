"""Asset keys: the table's address as dbt resolved it, or the key that dagster-dbt gives it."""

from typing import Any, cast

import dagster as dg

from weir.components.dbt.manifest import Manifest
from weir.components.dbt.node import Node, part
from weir.errors import WeirError

BUILT = frozenset({"model", "seed", "snapshot"})


def is_table(node: Node) -> bool:
    """Whether the node becomes a table or view; an ephemeral model lives in its readers' SQL."""
    return node["resource_type"] in BUILT and node["config"].get("materialized") != "ephemeral"


def identifier(node: Node) -> str:
    """What the warehouse calls the table of a model, seed, snapshot or source."""
    return str(node.get("identifier") or node.get("alias") or node["name"])


def address(manifest: Manifest, node: Node) -> tuple[str, str]:
    """(dataset, table) of a model, seed, snapshot or source.

    Raises:
        WeirError: its schema lacks the environment's prefix, so that it lies outside of it.
    """
    schema = str(node["schema"])
    table = identifier(node)
    prefix = manifest.project.prefix
    if not schema.startswith(prefix):
        raise WeirError(
            f"the schema {schema!r} of {node['name']} lacks this environment's prefix {prefix!r}",
            where=manifest.file(node),
            fix="let the schema go through the project's prefix macro",
        )
    return schema.removeprefix(prefix), table


def key(manifest: Manifest, node: Node) -> dg.AssetKey:
    """The asset key of a model, seed, snapshot or source.

    Raises:
        WeirError: as of `address`.
    """
    if manifest.project.stock_keys:
        return stock_key(node)
    said = _said(part(node, "config")) or _said(node)
    return dg.AssetKey(said or list(address(manifest, node)))


def stock_key(node: Node) -> dg.AssetKey:
    """What `DagsterDbtTranslator.get_asset_key` says, without the seconds that its import takes.

    A configured schema is taken as it is written, before dbt resolves it; an alias counts for a
    version alone (dagster_dbt/asset_utils.py, `default_asset_key_fn`).
    """
    config = part(node, "config")
    if said := _said(config if part(config, "meta") else node):
        return dg.AssetKey(said)
    if node["resource_type"] == "source":
        return dg.AssetKey([node["source_name"], node["name"]])
    if node.get("version"):
        return dg.AssetKey([node["alias"]])
    schema = config.get("schema")
    return dg.AssetKey([node["name"]] if schema is None else [schema, node["name"]])


def _said(holder: Node) -> list[str] | None:
    dagster: Any = part(holder, "meta").get("dagster")
    if not isinstance(dagster, dict):  # meta.py refuses what is no mapping
        return None
    said: Any = cast("dict[str, Any]", dagster).get("asset_key")
    return [said] if isinstance(said, str) else said
