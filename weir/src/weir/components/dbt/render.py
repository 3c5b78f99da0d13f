"""The SQL of models without a warehouse, rendered again only where their code changed."""

import json
import os
import subprocess
import sys
from typing import Any

from weir.components.dbt.fingerprint import Fingerprints
from weir.components.dbt.keys import is_table
from weir.components.dbt.lineage import Lineage
from weir.components.dbt.manifest import Manifest
from weir.components.dbt.node import Node
from weir.components.dbt.speech import summary
from weir.errors import WeirError
from weir.fingerprint import of_text

TAIL = 2000  # characters of a crashed process's output that are shown

Rendered = dict[str, dict[str, str | None]]


def rendered(manifest: Manifest, lineage: Lineage) -> Rendered:
    """The SQL of each model and snapshot that becomes a table, or why there is none.

    Raises:
        WeirError: dbt can't parse the project.
    """
    fingerprints = Fingerprints(manifest, lineage)
    folder = manifest.project.target / "lineage"
    path = folder / "rendered.json"
    marks = {
        unique_id: _mark(manifest, lineage, fingerprints, node)
        for unique_id, node in manifest.nodes.items()
        if is_table(node) and node["resource_type"] in {"model", "snapshot"}
    }
    before = _read(path)
    found = {u: before[u] for u, mark in marks.items() if before.get(u, {}).get("mark") == mark}
    missing = sorted(marks.keys() - found.keys())
    if missing:
        answer = _render(manifest, missing)
        nothing = {"sql": None, "error": "dbt said nothing of it"}
        found |= {u: {**answer.get(u, nothing), "mark": marks[u]} for u in missing}
        made = path.with_suffix(f".{os.getpid()}")
        made.write_text(json.dumps(found))
        made.replace(path)
    return found


def _mark(manifest: Manifest, lineage: Lineage, fingerprints: Fingerprints, node: Node) -> str:
    """What the rendered text depends on: the node's code, and the names of what it reads."""
    read = [node, *lineage.ephemeral(node)]
    tables = {unique_id for one in read for unique_id in lineage.reads(one)}
    nodes = manifest.nodes | manifest.sources
    names = sorted(str(nodes[unique_id].get("relation_name")) for unique_id in tables)
    return of_text(fingerprints.of_node(node), manifest.adapter, *names)


def _render(manifest: Manifest, ids: list[str]) -> Rendered:
    project = manifest.project
    folder = project.target / "lineage"
    folder.mkdir(parents=True, exist_ok=True)
    answer = folder / f"answer.{os.getpid()}"
    options = project.options()
    # A target folder of its own: what the last build compiled stays where its records point.
    options[options.index("--target-path") + 1] = str(folder)
    options += ["--partial-parse-file-path", str(project.target / "partial_parse.msgpack")]
    request: dict[str, Any] = {
        "adapter": manifest.adapter,
        "options": options,
        "ids": ids,
        "answer": str(answer),
    }
    done = subprocess.run(
        [sys.executable, "-m", "weir.adapters.dbt_render"],
        input=json.dumps(request),
        cwd=project.directory,
        env=project.child_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise WeirError(
            f"dbt can't render the project's SQL: {summary(done.stderr[-TAIL:])}",
            where=project.directory,
            fix="`dbt parse` there shows what is wrong",
        )
    try:
        return dict(json.loads(answer.read_text()))
    finally:
        answer.unlink(missing_ok=True)


def _read(path: Any) -> Rendered:
    try:
        return dict(json.loads(path.read_text()))
    except (OSError, ValueError):
        return {}
