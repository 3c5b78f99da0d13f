"""Ask every asset of the graph which columns its columns are made of.

All from code: compiled, never executed, so that a change can be judged before anything ran.
"""

import importlib
import json
from collections.abc import Callable, Sequence
from typing import Any

from weir.environment import Environment, current
from weir.errors import WeirError
from weir.graph.model import Graph
from weir.lineage import document
from weir.lineage.known import Known
from weir.lineage.model import UNNAMED, Lineage, Told

FILE = "lineage.json"


def load_lineage(
    graph: Graph,
    environment: Environment | None = None,
    *,
    tell: Callable[[str], None] = lambda _: None,
) -> Lineage:
    """The lineage of a graph, from its file when that is up to date, else made anew."""
    home = (environment or current()).home
    path = home.state / FILE
    if graph.stamp and (found := document.read(path, graph, graph.stamp)):
        return found
    lineage = Lineage(graph, ask(graph, tell=tell), graph.stamp)
    document.write(path, lineage)
    return lineage


def ask(graph: Graph, *, tell: Callable[[str], None] = lambda _: None) -> dict[str, Told]:
    """What each asset says of its columns; assets with the same call are asked together.

    A call that fails takes no other with it: its assets' columns have the failure as the reason
    why they can't be told.
    """
    columns: dict[str, Sequence[str]] = {
        key: [name for name, _, _ in asset.columns] for key, asset in graph.assets.items()
    }
    asked: dict[str, list[str]] = {}
    for key in graph.order:
        if origins := graph.assets[key].origins:
            name = f"{origins.call} {json.dumps(origins.arguments, sort_keys=True)}"
            asked.setdefault(name, []).append(key)
    found: dict[str, Told] = {}
    for number, keys in enumerate(asked.values(), 1):
        tell(f"reading the columns of {keys[0]} ({number} of {len(asked)})")
        answer = _answer(Known(graph, columns), keys)
        found |= answer
        columns |= {key: list(told.columns) for key, told in answer.items() if told.columns}
    return found


def _answer(known: Known, keys: list[str]) -> dict[str, Told]:
    origins = known.graph.assets[keys[0]].origins
    if origins is None:
        raise AssertionError  # only assets with a call are asked
    module, _, function = origins.call.partition(":")
    try:
        call: Callable[..., dict[str, Told]] = getattr(importlib.import_module(module), function)
        answer = call(known, **origins.arguments)
    except WeirError as error:
        return {key: _failed(known, key, error.what) for key in keys}
    except Exception as error:  # noqa: BLE001 - a location's own code; the others are still told
        why = f"{type(error).__name__}: {error}"
        return {key: _failed(known, key, why) for key in keys}
    silent = {key: _failed(known, key, "its component says nothing of it") for key in keys}
    return {**silent, **{key: told for key, told in answer.items() if key in silent}}


def _failed(known: Known, key: str, why: str) -> Told:
    columns: dict[str, Any] = dict.fromkeys(known.columns.get(key, ()), ())
    return Told(columns, dict.fromkeys(columns or (UNNAMED,), why))
