"""Models, seeds and snapshots as asset specs."""

import re
from pathlib import PurePosixPath
from typing import Any, cast

import dagster as dg

from weir.components.dbt.fingerprint import Fingerprints
from weir.components.dbt.incremental import lookback, verify
from weir.components.dbt.keys import address, is_table, key
from weir.components.dbt.lineage import Lineage
from weir.components.dbt.manifest import Manifest
from weir.components.dbt.meta import SourceMeta, TableMeta, read
from weir.components.dbt.metrics import metrics
from weir.components.dbt.node import Node, part, parts
from weir.components.dbt.shown import shown
from weir.errors import WeirError

TAG = re.compile(r"[^A-Za-z0-9_.-]+")
UNKNOWN_TYPE = "?"  # Dagster's own default would claim "string"


def table_keys(manifest: Manifest) -> dict[str, dg.AssetKey]:
    """The asset key of each table that dbt builds and of each source, by unique id.

    Raises:
        WeirError: two of them have one key.
    """
    found: dict[str, dg.AssetKey] = {}
    first: dict[dg.AssetKey, Node] = {}
    built = [n for n in manifest.nodes.values() if is_table(n)]
    for node in [*built, *manifest.sources.values()]:
        made = found[node["unique_id"]] = key(manifest, node)
        other = first.setdefault(made, node)
        if other is node or (_is_source(other) and _is_source(node)):
            continue
        raise _doubled(manifest, other, node, made)
    return found


def _doubled(manifest: Manifest, one: Node, other: Node, key: dg.AssetKey) -> WeirError:
    where = f"{manifest.file(one)} and {manifest.file(other)}"
    if address(manifest, one) != address(manifest, other):
        return WeirError(
            f"{one['name']} and {other['name']} both have the asset key {key.to_user_string()}",
            where=where,
            fix="name another one in meta.dagster.asset_key of one of them",
        )
    return WeirError(
        f"{one['name']} and {other['name']} are both the table {'.'.join(key.path)}",
        where=where,
        fix="read a model or seed by ref() instead of declaring it a source"
        if _is_source(other)
        else "give one of them another alias or schema",
    )


def asset_specs(
    manifest: Manifest,
    lineage: Lineage,
    fingerprints: Fingerprints,
    keys: dict[str, dg.AssetKey],
) -> dict[str, dg.AssetSpec]:
    """The spec of each table that dbt builds, by unique id."""
    for source in manifest.sources.values():
        read(SourceMeta, manifest, source)
    found = metrics(manifest, lineage)
    of_all = {"weir/origins": origins_call(manifest)}
    return {
        unique_id: _spec(lineage, fingerprints, keys, node, shown(manifest, node, found) | of_all)
        for unique_id, node in manifest.nodes.items()
        if is_table(node)
    }


def _spec(
    lineage: Lineage,
    fingerprints: Fingerprints,
    keys: dict[str, dg.AssetKey],
    node: Node,
    besides: dict[str, Any],
) -> dg.AssetSpec:
    manifest = lineage.manifest
    said = read(TableMeta, manifest, node)
    own = keys[node["unique_id"]]
    dataset, table = address(manifest, node)
    metadata: dict[str, Any] = {
        "dagster/column_schema": dg.TableSchema(columns=columns(node)),
        "weir/file": manifest.file(node),
        "weir/dbt_id": node["unique_id"],
        **besides,
    }
    if own.path != [dataset, table]:
        metadata["weir/table"] = f"{dataset}/{table}"
    if said.allow_empty:
        metadata["weir/allow_empty"] = True
    if said.freshness_policy:
        metadata |= said.freshness_policy.metadata()
    if said.automation_condition:
        metadata["weir/automation"] = said.automation_condition.when
    if said.partitions:
        verify(manifest, fingerprints, node, said.partitions)
        metadata |= said.partitions.metadata() | lookback(node, said.partitions)
    return dg.AssetSpec(
        key=own,
        deps=[keys[parent] for parent in lineage.tables(lineage.reads(node))],
        description=node.get("description") or None,
        code_version=fingerprints.of_node(node),
        group_name=said.group or _folder(node) or dataset,
        owners=said.owners or _group_owners(manifest, node),
        tags={**{_tag(name): "" for name in parts(node, "tags")}, **said.tags},
        kinds={"dbt", str(node["config"].get("materialized") or node["resource_type"])},
        freshness_policy=said.freshness_policy.policy() if said.freshness_policy else None,
        automation_condition=(
            said.automation_condition.condition() if said.automation_condition else None
        ),
        partitions_def=said.partitions.definition() if said.partitions else None,
        metadata=metadata,
    )


def origins_call(manifest: Manifest) -> dict[str, Any]:
    """The call that tells what columns are made of: all tables of a project are asked together."""
    directory, root = manifest.project.directory, manifest.project.environment.home.project
    named = directory.relative_to(root) if directory.is_relative_to(root) else directory
    arguments: dict[str, Any] = {"project": named.as_posix()}
    if manifest.project.stock_keys:
        arguments["stock_keys"] = True
    return {"call": "weir.components.dbt.origins:origins", "arguments": arguments}


def columns(node: Node) -> list[dg.TableColumn]:
    """The columns that YAML describes."""
    return [
        dg.TableColumn(
            name=column["name"],
            type=column.get("data_type") or UNKNOWN_TYPE,
            description=column.get("description") or None,
            constraints=_constraints(column),
        )
        for column in part(node, "columns").values()
    ]


def _constraints(column: dict[str, Any]) -> dg.TableColumnConstraints:
    kinds = {constraint["type"] for constraint in parts(column, "constraints")}
    return dg.TableColumnConstraints(
        nullable="not_null" not in kinds and "primary_key" not in kinds,
        unique="unique" in kinds or "primary_key" in kinds,
    )


def _folder(node: Node) -> str | None:
    """The first folder below the models' folder; None for a file that lies in none."""
    parts = PurePosixPath(node["path"]).parts
    return re.sub(r"\W+", "_", parts[0]) if len(parts) > 1 else None


def _group_owners(manifest: Manifest, node: Node) -> list[str]:
    """The e-mail address of the owner of the node's dbt group."""
    name = node["config"].get("group")
    for group in manifest.content.get("groups", {}).values():
        email: Any = part(group, "owner").get("email")
        if group["name"] == name and email:
            several = cast("list[object]", email) if isinstance(email, list) else [email]
            return [str(one) for one in several]
    return []


def _tag(name: str) -> str:
    """A dbt tag as a Dagster tag; what Dagster does not take becomes an underscore."""
    return TAG.sub("_", name)[:63]


def _is_source(node: Node) -> bool:
    return node["resource_type"] == "source"
