"""A loader that was asked and had nothing new: written down, so that an idle source is not late."""

from collections.abc import Iterable, Mapping

import dagster as dg

from weir.freshness.deadline import window
from weir.graph.model import Asset, Graph
from weir.plan.probe import Probed, age
from weir.records import Loaded, Records

UNCHANGED = "weir/unchanged"
AS_OF = "weir/as_of"
RECENT = 20  # observations that are looked through; others write some of their own
SHARE = 0.25  # of the window: seldom enough for the log, often enough to never be late by it


def interval(graph: Graph, key: str) -> float | None:
    """Seconds between two notes on a loader; None where no freshness hangs on it."""
    policies = [graph.assets[k].freshness for k in (key, *graph.descendants(key))]
    windows = [window(policy) for policy in policies if policy is not None]
    return min(windows) * SHARE if windows else None


def found_unchanged(instance: dg.DagsterInstance, keys: Iterable[str]) -> dict[str, float]:
    """As of when each loader was last found unchanged; seconds since 1970."""
    found = {key: _last(instance, key) for key in keys}
    return {key: at for key, at in found.items() if at is not None}


def note_unchanged(
    instance: dg.DagsterInstance, key: str, *, every: float, now: float, age: float = 0.0
) -> bool:
    """Note that a loader was asked and had nothing new, unless a note of late says so.

    Args:
        every: seconds between two notes, see `interval`.
        age: how many seconds ago the loader's rows were compared with the outside world; a sync
            tool that is asked tells only of its last sync.

    Returns:
        Whether it was written.
    """
    last = _last(instance, key)
    if last is not None and now - age - last < every:
        return False
    instance.report_runless_asset_event(
        dg.AssetObservation(
            dg.AssetKey.from_user_string(key),
            metadata={UNCHANGED: True, AS_OF: dg.MetadataValue.timestamp(now - age)},
        )
    )
    return True


def note(
    instance: dg.DagsterInstance,
    graph: Graph,
    records: Records,
    probed: Mapping[str, Probed],
    now: float,
) -> list[str]:
    """Note all loaders that answered a probe and had nothing new; which were written.

    Raises:
        WeirError: a sync tool does not say how old its last sync is.
    """
    ages: dict[str, float] = {}  # tables of one connection share one request
    written: list[str] = []
    for key, answer in probed.items():
        asset, last = graph.assets[key], records.loaded.get(key)
        every = interval(graph, key)
        if last is None or every is None or now - last.at < every or _has_news(asset, last, answer):
            continue
        noted = _last(instance, key)
        if noted is not None and now - noted < every:
            continue
        call = f"{asset.probe.age} {asset.probe.arguments}" if asset.probe else ""
        if call not in ages:
            ages[call] = age(asset)
        if note_unchanged(instance, key, every=every, now=now, age=ages[call]):
            written.append(key)
    return written


def _has_news(asset: Asset, last: Loaded, answer: Probed) -> bool:
    if asset.partitions is not None:
        return bool(answer.partitions)
    return answer.token != last.facts.get("weir/probe")


def _last(instance: dg.DagsterInstance, key: str) -> float | None:
    page = instance.fetch_observations(dg.AssetKey.from_user_string(key), limit=RECENT)
    for record in page.records:
        observation = record.event_log_entry.asset_observation
        if observation is not None and UNCHANGED in observation.metadata:
            as_of = observation.metadata.get(AS_OF)
            return float(str(as_of.value)) if as_of else record.timestamp
    return None
