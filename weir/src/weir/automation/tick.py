"""One decision for all conditions of a location that are evaluated in one tick."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import dagster as dg

from weir.automation.decide import Decision, decide
from weir.automation.memory import Memory
from weir.automation.moment import read_moment
from weir.automation.partitions import due
from weir.environment import current
from weir.graph import document
from weir.graph.describe import describe_graph
from weir.graph.model import Graph
from weir.home import Home

BY_CLOCK = frozenset({"on_cron", "on_freshness_need"})


@dataclass
class _Location:
    """What is kept of a location between ticks.

    Attributes:
        graph: the whole graph, this location's part of it as it is loaded here.
        file_time: of the graph's file when it was read.
        record: the last event that the last decision knew of.
        calm: whether that decision asked for nothing and left nothing waiting.
    """

    home: Home
    graph: Graph
    file_time: int
    memory: Memory
    here: frozenset[str]
    checks_here: frozenset[str]
    reads: Mapping[str, tuple[str, ...]]
    record: int | None = None
    calm: bool = False


_lock = threading.Lock()
_locations: "WeakKeyDictionary[Any, _Location]" = WeakKeyDictionary()
_decisions: "WeakKeyDictionary[Any, Decision]" = WeakKeyDictionary()


def decision(context: Any) -> Decision:
    """The decision of the tick that a condition's context belongs to; made by the first to ask.

    Args:
        context: Dagster's `AutomationContext`.
    """
    view = context.asset_graph_view
    with _lock:
        found = _decisions.get(view)
        if found is None:
            found = _decisions[view] = _decide(
                view.asset_graph, context.asset_graph_view.instance, view.effective_dt.timestamp()
            )
        return found


def due_partitions(context: Any, decided: Decision) -> list[str]:
    """Keys of the partitions of a context's asset that are asked for."""
    view = context.asset_graph_view
    with _lock:
        graph = _location(view.asset_graph).graph
    return due(graph, view.instance, context.key.to_user_string(), decided.assets)


def _decide(asset_graph: Any, instance: dg.DagsterInstance, now: float) -> Decision:
    location = _location(asset_graph)
    record = instance.event_log_storage.get_maximum_record_id()
    if location.calm and record == location.record:
        return Decision()
    moment = read_moment(instance, location.graph, now)
    if location.memory.before is None:
        location.memory.before = frozenset(one.run_id for one in moment.attempts.values())
    made = decide(
        location.graph,
        moment,
        location.memory,
        location.here,
        location.checks_here,
        reads=location.reads,
    )
    location.record = record
    by_clock = any(
        (policy := location.graph.assets[key].automation) and policy["when"] in BY_CLOCK
        for key in location.here
    ) or any(location.graph.checks[name].every is not None for name in location.checks_here)
    location.calm = not (made.assets or made.checks or made.waiting or by_clock)
    return made


def _location(asset_graph: Any) -> _Location:
    home = current().home
    try:
        changed = home.graph.stat().st_mtime_ns
    except FileNotFoundError:
        changed = 0
    known = _locations.get(asset_graph)
    if known is not None and known.home == home and known.file_time == changed:
        return known
    memory = known.memory if known is not None and known.home == home else Memory()
    graph = merged(document.read(home.graph), describe_graph("here", asset_graph))
    here = frozenset(
        key.to_user_string()
        for key in asset_graph.materializable_asset_keys
        if asset_graph.get(key).automation_condition is not None
    )
    checks_here = frozenset(
        f"{key.asset_key.to_user_string()}:{key.name}"
        for key in asset_graph.asset_check_keys
        if asset_graph.get(key).automation_condition is not None
    )
    made = _Location(home, graph, changed, memory, here, checks_here, _reads(asset_graph))
    _locations[asset_graph] = made
    return made


def _reads(asset_graph: Any) -> dict[str, tuple[str, ...]]:
    """The tables that checks read besides their own asset."""
    found: dict[str, tuple[str, ...]] = {}
    for key in asset_graph.asset_check_keys:
        parents = {parent.to_user_string() for parent in asset_graph.get(key).parent_entity_keys}
        asset = key.asset_key.to_user_string()
        if others := sorted(parents - {asset}):
            found[f"{asset}:{key.name}"] = tuple(others)
    return found


def merged(file: Graph | None, live: Graph) -> Graph:
    """The graph of all locations, with the asking one as it is loaded now.

    A location may have been reloaded since the file was written. Without a file only the asking
    location is known: what it reads of others is there, but not what stands behind that.
    """
    if file is None:
        return live
    own = {key for key, asset in live.assets.items() if asset.executable}
    names = {file.assets[key].location for key in own if key in file.assets}
    assets: Mapping[str, Any] = {
        **{k: a for k, a in live.assets.items() if k not in own},
        **{k: a for k, a in file.assets.items() if k not in own and a.location not in names},
        **{k: a for k, a in live.assets.items() if k in own},
    }
    checks = {i: c for i, c in file.checks.items() if c.location not in names}
    known = dict(assets)
    for asset in assets.values():  # a key that only a removed asset of this location had made
        for dep in asset.deps:
            known.setdefault(dep, live.assets.get(dep) or file.assets[dep])
    return Graph(known, {i: c for i, c in (checks | dict(live.checks)).items() if c.asset in known})
