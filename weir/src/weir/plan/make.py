"""Make the plan, as `make` does: what is missing, changed, new at its source, or downstream."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from weir.graph.model import Asset, Check, Graph
from weir.plan.model import Plan
from weir.plan.partitions import DOWNSTREAM, NEWS, OLDER, line_up, of_news, partitions_of, sources
from weir.plan.probe import Probed
from weir.records import Loaded, Records

MATES = "made in one step with"
SELECTED = "selected"


@dataclass(frozen=True)
class Situation:
    """All that the plan depends on.

    Attributes:
        tables: addresses ("dataset/table") that exist in the warehouse.
        warehouse: its identity; None while there is none.
        probed: the sources' answers.
        silent: loaders whose source did not answer. They stand as they are.
        every: answers for all partitions of loaders, where more than their news is needed.
        behind: partitions that are older than those that they are made of, by asset.
        now: seconds since 1970, for checks that time alone can change.
    """

    graph: Graph
    records: Records
    tables: frozenset[str]
    warehouse: str | None
    probed: Mapping[str, Probed]
    silent: frozenset[str] = frozenset()
    every: Mapping[str, Probed] = field(default_factory=dict[str, Probed])
    behind: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    now: float = field(default_factory=time.time)


def make_plan(
    situation: Situation,
    *,
    within: set[str] | None = None,
    checks: frozenset[str] = frozenset(),
    everything: bool = False,
    full_refresh: bool = False,
) -> Plan:
    """The plan for a situation.

    Args:
        within: keys that a selection names; they run, whatever their state, and nothing else.
        checks: ids of checks that a selection names without their assets; they run.
        everything: run all assets, whatever their state.
        full_refresh: as the plan's attribute.
    """
    graph = situation.graph
    chosen = within if within is not None else set(graph.assets)
    forced = None
    if within is not None or everything:
        forced = SELECTED if within is not None else "everything was asked for"
    assets = _due(situation, chosen, forced, {})
    while mates := _step_mates(graph, assets):
        assets = _due(situation, chosen, forced, mates)
    return Plan(
        assets=assets,
        checks=_checks_alone(situation, assets, chosen, checks),
        partitions={
            key: partitions_of(graph, key, _answers(situation, assets, key), situation.behind)
            for key in assets
            if graph.assets[key].partitions
        },
        tokens={key: p.token for key, p in situation.probed.items() if p.token is not None},
        full_refresh=full_refresh,
    )


def _answers(situation: Situation, assets: Mapping[str, str], key: str) -> Mapping[str, Probed]:
    if of_news(situation.graph, assets, situation.graph.assets[key]):
        return situation.probed
    return {**situation.probed, **situation.every}


def _reason(situation: Situation, asset: Asset, planned: Mapping[str, str]) -> str | None:
    """Why an asset is due, or None."""
    last = situation.records.loaded.get(asset.key)
    if last is None:
        return "never materialized"
    own = (
        _gone(situation, asset, last)
        or _changed(asset, last)
        or _unfinished(situation, asset)
        or _stands_failed(situation, asset)
        or _bound_check(situation, asset)
        or _news(situation, asset, last)
    )
    if own:
        return own
    for parent in situation.graph.parents(asset.key):
        if parent in planned:
            return f"{DOWNSTREAM}{parent}"
        made = situation.records.loaded.get(parent)
        if line_up(situation.graph.assets[parent], asset):
            continue  # then it is told by partition
        if made is not None and made.number > last.number:
            return f"{parent} was loaded after it"
    if older := situation.behind.get(asset.key):
        return f"{len(older)} partition{'s' if len(older) > 1 else ''} {OLDER}"
    return None


def _gone(situation: Situation, asset: Asset, last: Loaded) -> str | None:
    if "dagster/table_name" in last.facts:
        if last.facts.get("weir/warehouse") not in (None, situation.warehouse):
            return "the warehouse is a new one"
        if asset.address not in situation.tables:
            return "its table is missing"
    page = last.facts.get("path")
    if isinstance(page, str) and page.endswith(".html") and not Path(page).exists():
        return "its page is missing"
    return None


def _changed(asset: Asset, last: Loaded) -> str | None:
    if asset.fingerprint is not None and asset.fingerprint != last.fingerprint:
        return "its code changed"
    return None


def _unfinished(situation: Situation, asset: Asset) -> str | None:
    """A run that was killed, or failed, may have left half of it."""
    return "its last run did not finish" if asset.key in situation.records.unfinished else None


def _stands_failed(situation: Situation, asset: Asset) -> str | None:
    if _without_news(situation, asset):
        return None  # there is no partition to make; its checks are run alone
    for check in situation.graph.checks_of[asset.key]:
        if situation.records.stands_failed(check):
            return f"its check {check.name} stands failed"
    return None


def _without_news(situation: Situation, asset: Asset) -> bool:
    probed = situation.probed.get(asset.key)
    return asset.partitions is not None and probed is not None and not probed.partitions


def _bound_check(situation: Situation, asset: Asset) -> str | None:
    """A new or changed check that can't be run without the asset."""
    for check in situation.graph.checks_of[asset.key]:
        if check.together and (reason := _check_due(situation, check)):
            return f"its check {check.name}: {reason}"
    return None


def _check_due(situation: Situation, check: Check) -> str | None:
    last = situation.records.judged.get(check.id)
    if last is None:
        return "never run"
    if last.open:
        return "its last evaluation did not come"
    if check.fingerprint is not None and check.fingerprint != last.fingerprint:
        return "the check changed"
    if check.every is not None and situation.now - last.at >= check.every:
        return "time may have changed it"
    return None


def _news(situation: Situation, asset: Asset, last: Loaded) -> str | None:
    probed = situation.probed.get(asset.key)
    if probed is None:
        return None
    if asset.partitions is not None:
        count = len(probed.partitions)
        return f"{NEWS}: {count} partition{'s' if count > 1 else ''}" if count else None
    return NEWS if probed.token != last.facts.get("weir/probe") else None


def _due(
    situation: Situation, chosen: set[str], forced: str | None, mates: Mapping[str, str]
) -> dict[str, str]:
    """The reason of each asset that is due, parents first."""
    found: dict[str, str] = {}
    lacking: set[str] = set()
    for key in situation.graph.order:
        asset = situation.graph.assets[key]
        if not asset.executable:
            continue
        left = _unknown(situation, asset) or not lacking.isdisjoint(situation.graph.parents(key))
        if left and key not in mates:  # what a step makes besides, it makes whether asked or not
            if _lacks(situation, asset):
                lacking.add(key)
            continue
        reason = None
        if key in chosen:
            reason = _reason(situation, asset, found) or forced
        reason = reason or mates.get(key)
        if reason is not None:
            found[key] = reason
    return found


def _unknown(situation: Situation, asset: Asset) -> bool:
    """Whether the source that says what there is of it did not answer."""
    if not situation.silent:
        return False
    divided = sources(situation.graph, asset) if asset.partitions else []
    return not situation.silent.isdisjoint([asset.key, *divided])


def _lacks(situation: Situation, asset: Asset) -> bool:
    """Whether there is nothing of it that a reader could read."""
    last = situation.records.loaded.get(asset.key)
    return last is None or _gone(situation, asset, last) is not None


def _step_mates(graph: Graph, assets: Mapping[str, str]) -> dict[str, str]:
    """What the steps of some assets always make too; empty when nothing is left out."""
    found = {k: r for k, r in assets.items() if r.startswith(MATES)}
    missing = {
        mate: f"{MATES} {key}"
        for key in assets
        for mate in graph.assets[key].together
        if mate not in assets
    }
    return found | missing if missing else {}


def _checks_alone(
    situation: Situation, assets: Mapping[str, str], chosen: set[str], named: frozenset[str]
) -> dict[str, str]:
    """Checks that are named, new or changed, of assets that are not rebuilt anyway."""
    found: dict[str, str] = {}
    for check in situation.graph.checks.values():
        if check.id in named and check.asset not in assets and not check.together:
            found[check.id] = SELECTED
            continue
        if check.asset in assets or check.asset not in chosen:
            continue
        if check.asset not in situation.records.loaded or check.together:
            continue
        reason = _check_due(situation, check)
        if reason is None and situation.records.stands_failed(check):
            reason = "it stands failed"
        if reason is not None:
            found[check.id] = reason
    return dict(sorted(found.items()))
