"""How new the sources of a dashboard are, from Dagster's own records."""

import datetime as dt
import time
from collections.abc import Mapping
from typing import Any

import dagster as dg

from weir.freshness import Freshness, find, found_unchanged
from weir.freshness.since import Loads
from weir.graph.describe import describe_graph
from weir.graph.document import read
from weir.graph.model import Graph
from weir.home import home
from weir.lookml.source import Source
from weir.records import read_records

LOOKER = "looker/"


def sources(context: dg.AssetExecutionContext, key: dg.AssetKey) -> list[Source]:
    """The sources that an asset hangs on, however many locations away, by name.

    Each stands for the table of its dataset that is worst off. After them come the tables
    between, of which a freshness is promised: they have a deadline of their own. Where no graph
    file lies, the asset's nearest known ancestors stand for the sources.
    """
    own: Any = context.job_def.asset_layer.asset_graph
    graph = read(home().graph) or describe_graph("this location", own)
    name = key.to_user_string()
    if name not in graph.assets:
        graph = describe_graph("this location", own)
    return sources_of(context.instance, graph, name)


def sources_of(instance: dg.DagsterInstance, graph: Graph, name: str) -> list[Source]:
    """The same, of an asset of a graph."""
    tables = sorted(k for k in graph.ancestors(name) if not k.startswith(LOOKER))
    upstream = Graph({k: graph.assets[k] for k in tables}, {})
    records = read_records(instance, upstream)
    promised = find(instance, upstream, records, time.time())
    roots = [k for k in tables if not graph.assets[k].deps]
    # A seed is a root as well, but nothing outside can make it late; what is loaded has a probe.
    loaders = [k for k in roots if graph.assets[k].probe] or roots
    loads = Loads(upstream, records.loaded, found_unchanged(instance, loaders))
    named: dict[str, list[str]] = {}
    for table in loaders:
        named.setdefault(table.partition("/")[0], []).append(table)
    for table in promised:
        if graph.assets[table].deps:
            named[table.rpartition("/")[2]] = [table]
    return [_source(name, tables, loads, promised) for name, tables in named.items()]


def _source(
    name: str, tables: list[str], loads: Loads, promised: Mapping[str, Freshness]
) -> Source:
    goods = {k: promised[k].good if k in promised else loads.of(k).at for k in tables}
    first = min(tables, key=lambda k: goods[k] or 0.0)
    ends = [f.deadline for k in tables if (f := promised.get(k)) and f.deadline is not None]
    return Source(name, first, len(tables), _moment(goods[first]), _moment(min(ends, default=None)))


def _moment(at: float | None) -> dt.datetime | None:
    return None if at is None else dt.datetime.fromtimestamp(int(at), dt.UTC)
