"""The named conditions.

All of them: made after what is on its way upstream has arrived (several sources that have news at
the same time make their consumers once), never while a run or a backfill is still to make the
asset, never past a blocking check that failed, however far upstream. A try that made nothing is
repeated when something upstream or the asset's code changes, else after 1, 2, 4 … 60 minutes.
None looks at the latest time window: with a business clock in the past Dagster's `eager()`
requests nothing there.
"""

from datetime import timedelta
from typing import Any

import dagster as dg

from weir.automation.policy import Policy
from weir.automation.tick import decision, due_partitions

NONE = timedelta(0)


class Automation(dg.AutomationCondition[dg.AssetKey]):
    """A policy as a condition; evaluated in the code server, since it is of our own making."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._said = ""

    @property
    def document(self) -> dict[str, Any]:
        """The policy as JSON-compatible data: the graph's file has it."""
        return self.policy.document()

    @property
    def name(self) -> str:
        return self.policy.title

    @property
    def description(self) -> str:
        """Why it was true, or why the asset waits, at the last evaluation."""
        return self._said

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Automation) and other.policy == self.policy

    def __hash__(self) -> int:
        return hash(self.policy)

    def evaluate(self, context: Any) -> "dg.AutomationResult[dg.AssetKey]":
        key = context.key.to_user_string()
        found = decision(context)
        self._said = found.assets.get(key) or found.waiting.get(key, "")
        if key not in found.assets:
            return dg.AutomationResult(context, context.get_empty_subset())
        if not context.partitions_def:
            return dg.AutomationResult(context, context.candidate_subset)
        from weir.adapters.dagster_automation import subset_of

        return dg.AutomationResult(context, subset_of(context, due_partitions(context, found)))


class OnLoad(dg.AutomationCondition[dg.AssetCheckKey]):
    """A check is evaluated with its asset, or alone where it has not judged the last load.

    Trap: a check on another location's table (dbt's tests of sources) is nobody's step. Without a
    condition it would keep the verdict on an earlier load, and the gate would open for the new one.
    """

    def __init__(self) -> None:
        self._said = ""

    @property
    def name(self) -> str:
        return "on_load"

    @property
    def description(self) -> str:
        """Why it was true at the last evaluation."""
        return self._said

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OnLoad)

    def __hash__(self) -> int:
        return hash(self.name)

    def evaluate(self, context: Any) -> "dg.AutomationResult[dg.AssetCheckKey]":
        found = decision(context)
        self._said = found.checks.get(
            f"{context.key.asset_key.to_user_string()}:{context.key.name}", ""
        )
        due = context.candidate_subset if self._said else context.get_empty_subset()
        return dg.AutomationResult(context, due)


def on_upstream_change(*, cooldown: timedelta = NONE) -> Automation:
    """Make the asset when something it is made of, or its own code, changed.

    Traps: `eager()` remembers events since its last look, so an update is lost when the code
    location is reloaded or a check had closed the gate meanwhile; it starts each consumer of two
    updated parents twice where they lie in other locations; and with a partitioned parent that
    has days to come it never starts, since one of its partitions is always missing. Here the
    places in the log are compared: what is older than its parent is due, whenever one looks.
    """
    return Automation(Policy("on_upstream_change", cooldown=cooldown.total_seconds()))


def on_cron(cron: str, timezone: str = "UTC", *, cooldown: timedelta = NONE) -> Automation:
    """Make the asset at each tick of a schedule, after what is on its way upstream.

    Trap: Dagster's `on_cron` waits until every parent was made since the tick. A parent without
    news is not made, so the asset would wait for ever.
    """
    return Automation(Policy("on_cron", cron, timezone, cooldown.total_seconds()))


def on_freshness_need(*, cooldown: timedelta = NONE) -> Automation:
    """Make the asset when its freshness policy is nearly broken (its warn window, else 3/4).

    Trap: a late asset whose parents have nothing new would be made again and again, and be no
    newer for it. It is left alone until a parent changes.
    """
    return Automation(Policy("on_freshness_need", cooldown=cooldown.total_seconds()))


def on_code_change(*, cooldown: timedelta = NONE) -> Automation:
    """Make the asset when its code changed: for views, which show new data by themselves.

    Traps: `code_version_changed()` compares with the last look, so a change is lost while the
    location does not load, and a comment counts as one where the code version is a file's hash.
    Here the code that made the asset is compared, and a fingerprint does not see comments.
    What reads such a view is told of news of what the view reads, since the view is not made then.
    """
    return Automation(Policy("on_code_change", cooldown=cooldown.total_seconds()))
