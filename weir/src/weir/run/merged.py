"""All code locations in one set of definitions."""

from collections.abc import Sequence
from typing import Any

import dagster as dg

from weir.errors import WeirError
from weir.graph.workspace import Location
from weir.run.batch import Batch

JOB = "weir_run"


def load_all(listed: Sequence[Location]) -> list[dg.Definitions]:
    """Each location's definitions, loaded in this process."""
    return [location.load() for location in listed]


def job_for(parts: Sequence[dg.Definitions], batch: Batch) -> dg.JobDefinition:
    """A job that makes a batch's assets, with their checks, and its checks that run alone.

    `Definitions.merge` refuses parts that were loaded from folders, so their contents are
    collected one by one.
    """
    selection: dg.AssetSelection = dg.AssetSelection.assets(
        *(dg.AssetKey.from_user_string(key) for key in batch.assets)
    )
    if batch.checks:
        selection |= dg.AssetSelection.checks(*(_check_key(text) for text in batch.checks))
    dagster: Any = dg  # the annotations of define_asset_job are partial
    definitions = dg.Definitions(
        assets=[asset for part in parts for asset in part.assets or []],
        asset_checks=[check for part in parts for check in part.asset_checks or []],
        resources=_resources(parts),
        jobs=[dagster.define_asset_job(JOB, selection=selection)],
        executor=dg.in_process_executor,
    )
    return definitions.resolve_job_def(JOB)


def _check_key(text: str) -> dg.AssetCheckKey:
    asset, _, name = text.partition(":")
    return dg.AssetCheckKey(dg.AssetKey.from_user_string(asset), name)


def _resources(parts: Sequence[dg.Definitions]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in parts:
        for name, resource in (part.resources or {}).items():
            if name in found and found[name] != resource:
                raise WeirError(
                    f"two code locations define different resources named {name}",
                    fix="rename one of them: `weir run` executes all locations in one process",
                )
            found[name] = resource
    return found
