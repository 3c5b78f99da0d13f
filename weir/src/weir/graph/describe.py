"""Describe one code location: run in a process of its own, it prints its part of the graph."""

import json
import logging
import sys
from dataclasses import asdict, replace
from typing import Any

import dagster as dg

from weir.graph.model import Asset, Check, FreshnessPolicy, Graph, Origins, Probe
from weir.graph.partitions import Partitions
from weir.graph.refusal import REFUSED, refusal
from weir.graph.workspace import Location
from weir.home import find_project


def describe(location: str, definitions: dg.Definitions) -> dict[str, Any]:
    """The assets and checks of a location as JSON-compatible data."""
    graph = definitions.resolve_asset_graph()
    assets = [
        _asset(location, node)
        for node in graph.asset_nodes
        if node.is_materializable or _is_declared(definitions, node.key)
    ]
    bound = _bound(definitions)
    checks = [
        _check(location, graph.get_check_spec(key), bound.get(key, ()))
        for key in graph.asset_check_keys
    ]
    return {"assets": [asdict(a) for a in assets], "checks": [asdict(c) for c in checks]}


def describe_graph(location: str, graph: Any) -> Graph:
    """The graph of one job or location, its stubs of other locations' assets included."""
    assets = [_asset(location, node) for node in graph.asset_nodes]
    checks = [_check(location, graph.get_check_spec(key), ()) for key in graph.asset_check_keys]
    return Graph({a.key: a for a in assets}, {c.id: c for c in checks})


def _is_declared(definitions: dg.Definitions, key: dg.AssetKey) -> bool:
    """Whether the location declares the key itself; a mere dependency gets a stub node too."""
    for entry in definitions.assets or []:
        if isinstance(entry, dg.AssetSpec) and entry.key == key:
            return True
        if isinstance(entry, dg.AssetsDefinition) and key in entry.keys:
            return True
    return False


def _asset(location: str, node: Any) -> Asset:
    metadata: dict[str, Any] = {k: getattr(v, "value", v) for k, v in node.metadata.items()}
    schema: Any = metadata.get("dagster/column_schema")
    columns: list[dg.TableColumn] = list(schema.columns) if schema else []
    probe = metadata.get("weir/probe")
    return Asset(
        key=node.key.to_user_string(),
        location=location,
        executable=node.is_materializable,
        deps=tuple(sorted(k.to_user_string() for k in node.parent_keys if k != node.key)),
        together=_together(node, metadata),
        group=node.group_name or "default",
        owners=tuple(node.owners),
        tags=tuple(sorted(f"{k}={v}" if v else k for k, v in node.tags.items() if "/" not in k)),
        kinds=tuple(sorted(node.kinds)),
        description=node.description or "",
        columns=tuple((c.name, c.type, c.description or "") for c in columns),
        fingerprint=node.code_version,
        partitions=_partitions(node.partitions_def, metadata),
        probe=Probe(**probe) if probe else None,
        origins=Origins(**origins) if (origins := metadata.get("weir/origins")) else None,
        allow_empty=bool(metadata.get("weir/allow_empty", False)),
        freshness=_freshness(node.freshness_policy, metadata.get("weir/freshness_of")),
        automation=getattr(node.automation_condition, "document", None),
        table=metadata.get("weir/table"),
        sensor=metadata.get("weir/sensor"),
    )


def _freshness(policy: Any, of: Any) -> FreshnessPolicy | None:
    if policy is None:
        return None
    counts: Any = of or "load"
    if hasattr(policy, "deadline_cron"):
        return FreshnessPolicy(
            cron=policy.deadline_cron,
            lower_bound=policy.lower_bound_delta.total_seconds(),
            timezone=policy.timezone,
            of=counts,
        )
    return FreshnessPolicy(
        fail=policy.fail_window.to_timedelta().total_seconds(),
        warn=policy.warn_window.to_timedelta().total_seconds() if policy.warn_window else None,
        of=counts,
    )


def _together(node: Any, metadata: dict[str, Any]) -> tuple[str, ...]:
    """What Dagster knows of, or what a step says that could leave some of its assets out."""
    known = [key.to_user_string() for key in node.execution_set_asset_keys]
    return tuple(sorted(metadata.get("weir/together") or known))


def _partitions(definition: Any, metadata: dict[str, Any]) -> Partitions | None:
    found = partitions_of(definition, metadata.get("weir/dimension"))
    return replace(found, lookback=int(metadata.get("weir/lookback", 0))) if found else None


def partitions_of(definition: Any, dimension: str | None = None) -> Partitions | None:
    """A partitions definition as data.

    Args:
        dimension: name of a static definition's one dimension, which Dagster has no place for.
    """
    match definition:
        case None:
            return None
        case dg.TimeWindowPartitionsDefinition():
            end = definition.end
            return Partitions(
                description=str(definition),
                start=definition.start.strftime(definition.fmt),
                end=end.strftime(definition.fmt) if end else None,
                cron=definition.cron_schedule,
            )
        case dg.StaticPartitionsDefinition():
            values = tuple(definition.get_partition_keys())
            return Partitions(str(definition), dimension=dimension or "static", values=values)
        case dg.MultiPartitionsDefinition():
            return _two_dimensions(definition)
        case _:
            return Partitions(description=str(definition))


def _two_dimensions(definition: dg.MultiPartitionsDefinition) -> Partitions:
    named = [(one.name, partitions_of(one.partitions_def)) for one in definition.partitions_defs]
    days = next((own for _, own in named if own and own.start), None)
    value = next(((name, own) for name, own in named if own and own.values), None)
    if days is None or value is None:
        return Partitions(description=str(definition))
    return replace(
        days,
        description=str(definition),
        dimension=value[0],
        values=value[1].values,
        value_first=value[0] == named[0][0],
    )


def _bound(definitions: dg.Definitions) -> dict[dg.AssetCheckKey, tuple[str, ...]]:
    """For each check that can't be run alone: the assets that its step always makes too."""
    found: dict[dg.AssetCheckKey, tuple[str, ...]] = {}
    for entry in definitions.assets or []:
        if isinstance(entry, dg.AssetsDefinition) and not entry.can_subset:
            keys = tuple(sorted(key.to_user_string() for key in entry.keys))
            found |= dict.fromkeys(entry.check_keys, keys)
    return found


def _check(location: str, spec: dg.AssetCheckSpec, together: tuple[str, ...]) -> Check:
    fingerprint = spec.metadata.get("weir/fingerprint")
    every = spec.metadata.get("weir/every")
    return Check(
        asset=spec.asset_key.to_user_string(),
        name=spec.name,
        location=location,
        blocking=spec.blocking,
        fingerprint=str(getattr(fingerprint, "value", fingerprint)) if fingerprint else None,
        together=together,
        every=float(getattr(every, "value", every)) if every else None,
    )


if __name__ == "__main__":
    name, module = sys.argv[1:3]
    answer = sys.stdout
    sys.stdout = sys.stderr  # what a location prints while it loads is not the answer
    try:
        described = describe(name, Location(name, module).load())
    except Exception as error:
        logging.getLogger("weir").exception("%s does not load", name)
        json.dump(refusal(error, name, module, find_project()), answer)
        sys.exit(REFUSED)
    json.dump(described, answer)
