"""Pages that were drawn, with what they say of their sources brought up to date."""

from pathlib import Path

import dagster as dg

from weir.components.lookml.loads import sources_of
from weir.graph.model import Graph
from weir.lookml.freshness import renewed
from weir.lookml.publish import put

DASHBOARDS = "dashboards/"


def renew(folder: Path, instance: dg.DagsterInstance, graph: Graph) -> list[Path]:
    """Bring load times and deadlines on the pages in `folder` up to date; which were changed."""
    changed: list[Path] = []
    for key in graph.assets:
        page = folder / f"{key.removeprefix(DASHBOARDS)}.html"
        if not key.startswith(DASHBOARDS) or not page.is_file():
            continue
        before = page.read_text(encoding="utf-8")
        after = renewed(before, sources_of(instance, graph, key))
        if after != before:
            put(page, after)
            changed.append(page)
    return changed
