"""Refuse a partitioned model of which dbt can't make a partition alone."""

from weir.components.dbt.fingerprint import Fingerprints
from weir.components.dbt.manifest import Manifest
from weir.components.dbt.node import Node, parts
from weir.components.dbt.partitions import Partitions
from weir.errors import WeirError

LOOKBACK = "weir/lookback"
KEEPS = ("append_new_columns", "sync_all_columns", "fail")  # of `on_schema_change`
MICROBATCH = {"incremental_strategy": "microbatch", "batch_size": "day"}


def verify(manifest: Manifest, fingerprints: Fingerprints, node: Node, said: Partitions) -> None:
    """Refuse it.

    Raises:
        WeirError: it is not incremental; it can't be told which partitions to make; or a partition
            that is made again would be there twice, or take others with it.
    """
    config = node["config"]
    strategy = config.get("incremental_strategy")
    microbatch = strategy == "microbatch"
    if config.get("materialized") != "incremental":
        raise _refused(manifest, node, "materialized", "materialized: incremental")
    if said.daily and not said.vars:
        for key, value in MICROBATCH.items():
            if config.get(key) != value:
                fix = f"{key}: {value}"
                raise _refused(manifest, node, key, fix, ", or name the variables in vars")
    if microbatch and (said.vars or not said.daily):
        raise _refused(
            manifest, node, "incremental_strategy", "another one: dbt takes days from event_time"
        )
    for variable in said.variables:
        if not fingerprints.reads(node, variable):
            raise WeirError(
                f"{node['name']} does not read var('{variable}'): each of its partitions would be "
                "made of the rows of all",
                where=manifest.file(node),
                fix=f"filter by var('{variable}') in its SQL",
            )
    if microbatch and said.static:
        _verify_predicates(manifest, node, said.dimension)
    _verify_columns(manifest, node)
    appends = strategy == "append" or (strategy is None and not config.get("unique_key"))
    if appends and not parts(config, "pre-hook"):
        raise WeirError(
            f"{node['name']} appends: a partition that is made again would be there twice",
            where=manifest.file(node),
            fix="delete the partition in a pre_hook, or choose another incremental_strategy",
        )


def _verify_columns(manifest: Manifest, node: Node) -> None:
    said = node["config"].get("on_schema_change")
    if said not in KEEPS:
        raise WeirError(
            f"{node['name']} has partitions, and its on_schema_change is {said!r}: a new column "
            "would never arrive, since the table is not built anew",
            where=manifest.file(node),
            fix=f"set it to one of {', '.join(KEEPS)}",
        )


def lookback(node: Node, said: Partitions) -> dict[str, int]:
    """How many days before a partition are made again with it, for the asset's metadata.

    Dbt gives every model one day, and reads that of microbatch models alone.
    """
    config = node["config"]
    looks = bool(said.daily) and config.get("incremental_strategy") == "microbatch"
    days = int(config.get("lookback") or 0)
    return {LOOKBACK: days} if looks and days else {}


def _verify_predicates(manifest: Manifest, node: Node, dimension: str) -> None:
    if manifest.adapter == "bigquery":
        raise WeirError(
            f"{node['name']} would replace whole days on BigQuery, of each {dimension}",
            where=manifest.file(node),
            fix="delete the partition in a pre_hook and append, with the days in vars",
        )
    predicates = " ".join(map(str, parts(node["config"], "incremental_predicates")))
    if dimension not in predicates:
        raise WeirError(
            f"{node['name']} would replace whole days, of each {dimension}",
            where=manifest.file(node),
            fix=f"name {dimension} and var('{dimension}') in its incremental_predicates",
        )


def _refused(manifest: Manifest, node: Node, key: str, fix: str, more: str = "") -> WeirError:
    return WeirError(
        f"{node['name']} has partitions, but its {key} is {node['config'].get(key)!r}",
        where=manifest.file(node),
        fix=f"set {fix}{more}, or leave partitions out",
    )
