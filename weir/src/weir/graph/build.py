"""Build the merged graph: each location in its own process, side by side."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from weir.environment import Environment, current
from weir.errors import WeirError
from weir.graph import document, verify
from weir.graph.inputs import files, stamp
from weir.graph.model import Graph
from weir.graph.refusal import MEND, REFUSED
from weir.graph.workspace import Location, locations
from weir.supervisor import how

TRACEBACK_LINES = 25
WARNING = "warning: "  # how a line begins that a location says to whoever builds the graph
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
    parts = _describe_all(locations(chosen.home.project), tell)
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


def _describe_all(listed: list[Location], tell: Callable[[str], None]) -> list[dict[str, Any]]:
    tell(f"loading {len(listed)} code locations")
    # The first by itself: in a fresh environment it compiles the vendors' bytecode, and all of
    # them together would each compile the same modules.
    first = [_describe(location, tell) for location in listed[:1]]
    with ThreadPoolExecutor(len(listed) or 1) as pool:
        return first + list(pool.map(partial(_describe, tell=tell), listed[1:]))


def _describe(location: Location, tell: Callable[[str], None]) -> dict[str, Any]:
    command = [sys.executable, "-m", "weir.graph.describe", location.name, location.module]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    if answer.returncode == 0 and answer.stdout:  # empty: it called sys.exit()
        for line in answer.stderr.splitlines():
            if line.startswith(WARNING):
                tell(line)
        described: dict[str, Any] = json.loads(answer.stdout)
        return described
    if answer.returncode == REFUSED:
        raise WeirError(**json.loads(answer.stdout))
    last = answer.stderr.strip().splitlines()[-TRACEBACK_LINES:]
    lines = "\n".join(last) or "it printed nothing"
    raise WeirError(
        f"code location {location.name} does not load, its process ended"
        f" ({how(answer.returncode)}):\n{lines}",
        where=f"module {location.module}",
        fix=MEND if last else "look for what ends the process while that module is imported",
    )
