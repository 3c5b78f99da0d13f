"""When the sources of a dashboard were loaded, from Dagster's own records."""

import datetime as dt
from typing import Any

import dagster as dg

from weir.graph.describe import describe_graph
from weir.graph.document import read
from weir.graph.model import Graph
from weir.home import home
from weir.lookml.source import Source
from weir.records import Loaded, read_records

LOOKER = "looker/"


def sources(context: dg.AssetExecutionContext, key: dg.AssetKey) -> list[Source]:
    """The sources that an asset hangs on, however many locations away, by name.

    Each stands for the table of its dataset that was loaded longest ago. After them come the
    tables between, of which a freshness is promised: they have a deadline of their own. Where no
    graph file lies, the asset's nearest known ancestors stand for the sources.
    """
    own: Any = context.job_def.asset_layer.asset_graph
    graph = read(home().graph) or describe_graph("this location", own)
    name = key.to_user_string()
    if name not in graph.assets:
        graph = describe_graph("this location", own)
    tables = sorted(k for k in graph.ancestors(name) if not k.startswith(LOOKER))
    loaded = read_records(context.instance, Graph({k: graph.assets[k] for k in tables}, {})).loaded
    roots = [k for k in tables if not graph.assets[k].deps]
    # A seed is a root as well, but nothing outside can make it late; what is loaded has a probe.
    loaders = [k for k in roots if graph.assets[k].probe] or roots
    named: dict[str, list[str]] = {}
    for table in loaders:
        named.setdefault(table.partition("/")[0], []).append(table)
    for table in tables:
        if graph.assets[table].deps and graph.assets[table].late_after is not None:
            named[table.rpartition("/")[2]] = [table]
    return [_source(name, tables, loaded, graph) for name, tables in named.items()]


def _source(name: str, tables: list[str], loaded: dict[str, Loaded], graph: Graph) -> Source:
    first = min(tables, key=lambda k: loaded[k].at if k in loaded else 0.0)
    at = dt.datetime.fromtimestamp(loaded[first].at, dt.UTC) if first in loaded else None
    ends = [
        dt.datetime.fromtimestamp(loaded[k].at + window, dt.UTC)
        for k in tables
        if k in loaded and (window := graph.assets[k].late_after) is not None
    ]
    return Source(name, first, len(tables), at, min(ends, default=None))
