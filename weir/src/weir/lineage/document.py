"""The lineage as a file of its own.

Not in the graph's: every step reads that one as it starts, and at 5,000 models the columns are
three times as long as all the rest. Nothing that decides what runs asks for them.
"""

import json
import os
from pathlib import Path
from typing import Any

from weir.graph.model import Graph
from weir.lineage.model import Lineage, Origin, Told

FORMAT = 1


def to_document(lineage: Lineage) -> dict[str, Any]:
    """The lineage as JSON-compatible data."""
    return {
        "format": FORMAT,
        "stamp": lineage.stamp,
        "assets": {key: told_to(told) for key, told in sorted(lineage.told.items())},
    }


def told_to(told: Told) -> dict[str, Any]:
    """What is known of one asset's columns, as JSON-compatible data."""
    columns = {name: [list(one) for one in origins] for name, origins in told.columns.items()}
    return {"columns": columns, "reasons": dict(told.reasons)}


def told_from(entry: dict[str, Any]) -> Told:
    """The reverse of `told_to`."""
    columns: dict[str, list[list[str]]] = entry["columns"]
    return Told(
        {name: tuple(Origin(*one) for one in origins) for name, origins in columns.items()},
        entry["reasons"],
    )


def read(path: Path, graph: Graph, stamp: str) -> Lineage | None:
    """The lineage in a file; None where there is none that belongs to the graph."""
    try:
        document: dict[str, Any] = json.loads(path.read_text())
        if (document["format"], document["stamp"]) != (FORMAT, stamp):
            return None
        told = {key: told_from(entry) for key, entry in document["assets"].items()}
    except (OSError, KeyError, TypeError, ValueError):
        return None
    return Lineage(graph, told, stamp)


def write(path: Path, lineage: Lineage) -> None:
    """Put the file in place, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_suffix(f".{os.getpid()}")
    made.write_text(json.dumps(to_document(lineage)))
    made.replace(path)
