"""A plan: assets and checks, each with the reason why."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Plan:
    """What is to be done, in the graph's order.

    Attributes:
        assets: reason for each asset to materialize, parents first.
        checks: reason for each check to run without its asset.
        partitions: keys of the partitions to make, for each partitioned asset of the plan.
        tokens: state of each probed source, as the probe saw it.
        full_refresh: rebuild incremental assets and read sources from the start.
    """

    assets: dict[str, str] = field(default_factory=dict[str, str])
    checks: dict[str, str] = field(default_factory=dict[str, str])
    partitions: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    tokens: dict[str, str] = field(default_factory=dict[str, str])
    full_refresh: bool = False

    @property
    def empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self.assets and not self.checks

    def without(self, keys: set[str]) -> "Plan":
        """The plan less some assets, and less the checks that were to run alone."""
        return Plan(
            assets={k: reason for k, reason in self.assets.items() if k not in keys},
            partitions={k: days for k, days in self.partitions.items() if k not in keys},
            tokens=self.tokens,
            full_refresh=self.full_refresh,
        )


def as_document(plan: Plan) -> dict[str, Any]:
    """The plan as JSON-compatible data."""
    return {
        "assets": plan.assets,
        "checks": plan.checks,
        "partitions": plan.partitions,
        "full_refresh": plan.full_refresh,
    }
