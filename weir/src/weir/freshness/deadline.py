"""Deadlines: until when an asset that was good at a moment stays so."""

from weir.graph.model import FreshnessPolicy


def late_at(policy: FreshnessPolicy, good: float) -> float:
    """When an asset that was good at `good` is late; all times in seconds since 1970.

    A deadline by the clock is missed when the asset was not good at any moment from `lower_bound`
    before it; so the first deadline that comes more than that after `good` is the one.
    """
    if policy.cron is None:
        return good + (policy.fail or 0.0)
    from weir.adapters.dagster_cron import next_tick

    return next_tick(policy.cron, policy.timezone, good + policy.lower_bound)


def warns_at(policy: FreshnessPolicy, good: float) -> float | None:
    """When it is nearly late; None where nobody asked to be warned."""
    return None if policy.warn is None else good + policy.warn


def window(policy: FreshnessPolicy) -> float:
    """Seconds within which an asset must be looked after to stay fresh."""
    return policy.lower_bound if policy.cron is not None else policy.fail or 0.0
