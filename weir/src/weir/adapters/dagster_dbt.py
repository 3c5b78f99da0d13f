"""The one thing of dagster-dbt's that Dagster has no public way for: checks of others' assets.

A dbt project tests its sources, tables that other locations load. `dagster_dbt.dbt_assets` hands
such checks to `multi_asset(allow_arbitrary_check_specs=True)`, a parameter that Dagster hides
from its signature (asset_decorator.py: "does this actually need to be set?"). Without it the
checks would need a step, a dbt process and a pool slot of their own.
"""

from collections.abc import Callable, Sequence
from typing import Any

import dagster as dg


def subsettable_asset(
    *,
    name: str,
    specs: Sequence[dg.AssetSpec],
    check_specs: Sequence[dg.AssetCheckSpec],
    pool: str,
    backfill_policy: dg.BackfillPolicy | None = None,
) -> Callable[[Callable[..., Any]], dg.AssetsDefinition]:
    """A decorator for one step that makes any part of `specs` and `check_specs`."""
    hidden: dict[str, Any] = {"allow_arbitrary_check_specs": True}
    return dg.multi_asset(
        name=name,
        specs=specs,
        check_specs=check_specs,
        can_subset=True,
        pool=pool,
        backfill_policy=backfill_policy,
        **hidden,
    )
