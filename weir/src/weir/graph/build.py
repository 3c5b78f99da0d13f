"""Build the merged graph: each location in its own process, side by side."""

import json
import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from weir.environment import Environment, current
from weir.graph import document, verify
from weir.graph.describing import Describing
from weir.graph.inputs import files, stamp
from weir.graph.model import Graph
from weir.graph.workspace import Location, locations

PINNED = "WEIR_GRAPH_PINNED"  # set: take the file as it is; whoever set it keeps it up to date


def load_graph(
    environment: Environment | None = None, *, tell: Callable[[str], None] = lambda _: None
) -> Graph:
    """The merged graph, from its file when that is up to date, else built anew.

    Args:
        environment: default: this process's.
        tell: called with a line of progress.

    Raises:
        WeirError: a location does not load, or the graph is broken (see `verify`).
    """
    chosen = environment or current()
    found = document.read(chosen.home.graph)
    if found is not None and os.environ.get(PINNED):
        return found
    made_from = files(chosen)
    if found is not None and found.stamp == stamp(chosen, made_from):
        return found
    parts = _describe_all(locations(chosen.home.project), chosen.home.project, tell)
    graph = merge(parts, stamp(chosen, made_from))
    verify.verify(graph)
    write(graph, chosen.home.graph)
    return graph


def write(graph: Graph, path: Path) -> None:
    """Write the graph's file so that a reader sees all of it or the one before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_suffix(f".{os.getpid()}")
    made.write_text(json.dumps(document.to_document(graph), indent=1))
    made.replace(path)


def merge(parts: list[dict[str, Any]], made_from: str = "") -> Graph:
    """One graph of the locations' descriptions.

    Raises:
        WeirError: two locations make the same key, or something reads a key nobody makes.
    """
    assets = [document.asset(entry) for part in parts for entry in part["assets"]]
    checks = [document.check(entry) for part in parts for entry in part["checks"]]
    verify.keys(assets, checks)
    # By key, executable ones last so that they win: Dagster gives its nodes in no fixed order.
    ordered = sorted(assets, key=lambda a: (a.executable, a.key))
    described = {asset.key: asset for asset in ordered}
    by_key = {key: described[key] for key in sorted(described)}
    return Graph(by_key, {c.id: c for c in sorted(checks, key=lambda c: c.id)}, made_from)


def _describe_all(
    listed: list[Location], project: Path, tell: Callable[[str], None]
) -> list[dict[str, Any]]:
    tell(f"loading {len(listed)} code locations")
    with TemporaryDirectory(prefix="weir-") as logs, ExitStack() as begun:
        asked: list[Describing] = []
        for location in listed:
            asked.append(Describing(location, project, Path(logs, location.name)))
            begun.callback(asked[-1].end)
        parts = [one.answer() for one in asked]
        for one in asked:
            for line in one.warnings:
                tell(line)
    return parts
