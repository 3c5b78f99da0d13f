"""A platform as the planner sees it: four locations, all up to date."""

from dataclasses import replace
from typing import Any

from weir.graph.model import Asset, Check, Graph, Probe
from weir.graph.partitions import Partitions
from weir.plan.make import Situation
from weir.plan.probe import Probed
from weir.records import Judged, Loaded, Records


def asset(key: str, *deps: str, location: str = "transformation", **more: Any) -> Asset:
    return Asset(
        key, location, executable=True, deps=deps, together=(key,), fingerprint="f", **more
    )


ASSETS = [
    asset("shop/orders", location="ingestion", probe=Probe("p:q"), owners=("team:ingestion",)),
    asset(
        "pos/lines",
        location="ingestion",
        probe=Probe("p:days"),
        partitions=Partitions("daily", "2017-01-01"),
    ),
    asset("int/values", "shop/orders", "pos/lines", tags=("daily",)),
    asset("features/rfm", "int/values", location="ml_features"),
    asset("mart/health", "features/rfm", group="customer"),
    asset("mart/revenue", "int/values"),
    Asset("looker/explore", "serving", executable=False, deps=("mart/health",)),
    asset("dashboards/health", "looker/explore", location="serving"),
]
CHECKS = [
    Check("int/values", "unique", "transformation", blocking=True, fingerprint="c"),
    Check("mart/revenue", "sum", "transformation", blocking=False, fingerprint="c"),
]
GRAPH = Graph({a.key: a for a in ASSETS}, {c.id: c for c in CHECKS})
EXECUTABLE = [a.key for a in ASSETS if a.executable]


def loaded(number: int, **facts: Any) -> Loaded:
    base = {"dagster/table_name": "t", "weir/warehouse": "w", "dagster/row_count": 1}
    return Loaded(number, float(number), "run", "f", base | facts)


def judged(**changes: Any) -> Judged:
    base = Judged(
        passed=True, severe=True, at=0, run_id="r", fingerprint="c", facts={}, description=""
    )
    return replace(base, **changes)


def situation(**changes: Any) -> Situation:
    """Everything loaded in order, all checks passed, nothing new anywhere."""
    facts = {"shop/orders": {"weir/probe": "t1"}}
    records = {key: loaded(number, **facts.get(key, {})) for number, key in enumerate(GRAPH.order)}
    records.pop("looker/explore")
    base = Situation(
        graph=GRAPH,
        records=Records(records, {c.id: judged() for c in CHECKS}),
        tables=frozenset(EXECUTABLE),
        warehouse="w",
        probed={"shop/orders": Probed(token="t1"), "pos/lines": Probed(partitions=())},
    )
    return replace(base, **changes)


def with_record(base: Situation, key: str, record: Loaded | None) -> Situation:
    records = dict(base.records.loaded)
    if record is None:
        records.pop(key)
    else:
        records[key] = record
    return replace(base, records=Records(records, base.records.judged))
