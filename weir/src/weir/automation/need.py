"""Why an asset is due, by its policy: the same rule as `weir run` plans with."""

from collections.abc import Iterable, Mapping

from weir.automation.moment import Made, Moment
from weir.automation.policy import Policy
from weir.freshness.deadline import late_at, warns_at
from weir.graph.model import Asset

CHANGED = "its code changed"
NEARLY = 0.75  # of a promise without a warning: then there is still time to keep it


def need(
    asset: Asset,
    policy: Policy,
    moment: Moment,
    parents: Iterable[str],
    requested: Mapping[str, str],
) -> str | None:
    """Why the asset is due, or None.

    Compared are places in the log, not events since the last look: what happened while a code
    location was reloading, or nobody looked, is not missed.

    Args:
        parents: what it is made of.
        requested: what is being asked for at the same moment, in the same run.
    """
    last = moment.made.get(asset.key)
    if last is None:
        return "never materialized"
    match policy.when:
        case "on_cron":
            return _tick(policy, moment.now, last)
        case "on_freshness_need":
            if not _nearly_late(asset, moment.now, last):
                return None
            return _newer(moment, parents, last, requested)
        case "on_code_change":
            return _changed(asset, last) or _unmade(asset, moment)
        case "on_upstream_change":
            return (
                _changed(asset, last)
                or _newer(moment, parents, last, requested)
                or _unmade(asset, moment)
            )


def _changed(asset: Asset, last: Made) -> str | None:
    if asset.fingerprint is not None and asset.fingerprint != last.fingerprint:
        return CHANGED
    return None


def _unmade(asset: Asset, moment: Moment) -> str | None:
    """Its table may be half of the new; and a failure that nobody mends is shown for ever."""
    return "its last run did not make it" if asset.key in moment.attempts else None


def _newer(
    moment: Moment, parents: Iterable[str], last: Made, requested: Mapping[str, str]
) -> str | None:
    for parent in parents:
        if parent in requested:
            return f"downstream of {parent}"
        made = moment.made.get(parent)
        if made is not None and made.number > last.number:
            return f"{parent} was loaded after it"
    return None


def _tick(policy: Policy, now: float, last: Made) -> str | None:
    from weir.adapters.dagster_automation import previous_tick

    if policy.cron is None:
        raise AssertionError  # the YAML's model refused it
    tick = previous_tick(policy.cron, policy.timezone, now)
    return f"due since {tick:%Y-%m-%d %H:%M}" if tick.timestamp() > last.at else None


def _nearly_late(asset: Asset, now: float, last: Made) -> bool:
    promise = asset.freshness
    if promise is None:
        return False
    if promise.cron is not None:  # from then on, a making counts for the deadline
        return now >= late_at(promise, last.at) - promise.lower_bound
    warned = warns_at(promise, last.at)
    return now >= (last.at + (promise.fail or 0.0) * NEARLY if warned is None else warned)
