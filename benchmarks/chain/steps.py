"""When the steps of a run were executed, from Dagster's own log."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from weir.graph import document

KINDS = {"STEP_START": "first", "STEP_SUCCESS": "last", "ASSET_MATERIALIZATION": "asset"}


@dataclass(frozen=True)
class Step:
    """A step and its moments, in seconds since the epoch."""

    key: str
    location: str
    first: float
    last: float


def steps(state: Path, since: float) -> Iterator[Step]:
    """The steps of all runs that ended after a moment."""
    graph = document.read(state / "graph.json")
    assert graph is not None, "a run leaves its graph"
    for log in (state / "dagster" / "history" / "runs").glob("*-*.db"):
        if log.stat().st_mtime < since:
            continue
        for key, facts in _facts(log).items():
            if {"first", "last", "asset"} <= facts.keys():
                asset = graph.assets["/".join(json.loads(facts["asset"]))]
                yield Step(key, asset.location, _moment(facts["first"]), _moment(facts["last"]))


def _facts(log: Path) -> dict[str, dict[str, str]]:
    with sqlite3.connect(f"file:{log}?mode=ro", uri=True) as connection:
        rows = connection.execute(
            "select step_key, dagster_event_type, timestamp, asset_key from event_logs "
            f"where dagster_event_type in ({', '.join('?' * len(KINDS))})",
            list(KINDS),
        ).fetchall()
    found: dict[str, dict[str, str]] = {}
    for key, kind, timestamp, asset in rows:
        name = KINDS[kind]
        found.setdefault(key, {})[name] = asset if name == "asset" else timestamp
    return found


def _moment(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()
