"""The graph as a JSON document."""

import json
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

from weir.graph.model import Asset, Check, FreshnessPolicy, Graph, Origins, Probe
from weir.graph.partitions import Partitions

FORMAT = 5


def to_document(graph: Graph) -> dict[str, Any]:
    """The graph as JSON-compatible data."""
    return {
        "format": FORMAT,
        "stamp": graph.stamp,
        "assets": [asdict(graph.assets[key]) for key in sorted(graph.assets)],
        "checks": [asdict(graph.checks[key]) for key in sorted(graph.checks)],
    }


def from_document(document: dict[str, Any]) -> Graph:
    """The graph that a document describes.

    Raises:
        KeyError, TypeError, ValueError: it is no document of this format.
    """
    if document["format"] != FORMAT:
        raise ValueError(document["format"])
    assets = [asset(entry) for entry in document["assets"]]
    checks = [check(entry) for entry in document["checks"]]
    return Graph(
        {a.key: a for a in assets}, {c.id: c for c in checks}, stamp=str(document["stamp"])
    )


def read(path: Path) -> Graph | None:
    """The graph in a file; None where there is none of this format."""
    try:
        return from_document(json.loads(path.read_text()))
    except (OSError, KeyError, TypeError, ValueError):
        return None


def latest(path: Path) -> Graph | None:
    """The graph in a file that is asked again and again; it is read anew when it changed."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return _as_of(path, status.st_ino, status.st_mtime_ns)


@lru_cache(1)
def _as_of(path: Path, _inode: int, _time: int) -> Graph | None:
    return read(path)


def check(entry: dict[str, Any]) -> Check:
    """One check of a document."""
    values: dict[str, Any] = {**entry, "together": tuple(entry["together"])}
    return Check(**values)


def asset(entry: dict[str, Any]) -> Asset:
    """One asset of a document."""
    probe, partitions, freshness = entry["probe"], entry["partitions"], entry["freshness"]
    lists = ("deps", "together", "owners", "tags", "kinds")
    values: dict[str, Any] = {
        **entry,
        **{name: tuple(entry[name]) for name in lists},
        "columns": tuple((c[0], c[1], c[2]) for c in entry["columns"]),
        "probe": Probe(**probe) if probe else None,
        "origins": Origins(**origins) if (origins := entry["origins"]) else None,
        "partitions": _partitions(partitions) if partitions else None,
        "freshness": FreshnessPolicy(**freshness) if freshness else None,
    }
    return Asset(**values)


def _partitions(entry: dict[str, Any]) -> Partitions:
    said: dict[str, Any] = {**entry, "values": tuple(entry["values"])}
    return Partitions(**said)
