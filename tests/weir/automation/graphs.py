"""A graph over four locations, and what one of them asks for: data, without Dagster."""

from typing import Any

from weir.automation.decide import Decision, decide
from weir.automation.memory import Memory
from weir.automation.moment import Made, Moment
from weir.automation.policy import Policy
from weir.graph.model import Asset, Check, Graph

NOW = 1_000_000.0
FOLLOW = Policy("on_upstream_change").document()


def node(key: str, location: str, *deps: str, automation: Any = FOLLOW, **more: Any) -> Asset:
    return Asset(key, location, executable=True, deps=deps, automation=automation, **more)


ASSETS = [
    node("shop", "load", automation=None),
    node("orders", "transform", "shop"),
    node("daily", "transform", "orders"),
    node("feature", "ml", "daily"),
    node("mart", "transform", "orders", "feature"),
    node("page", "serve", "daily", "mart"),
]
GRAPH = Graph({a.key: a for a in ASSETS}, {})


def made(**numbers: int) -> dict[str, Made]:
    return {key: Made(number, NOW - 100, f"run{number}") for key, number in numbers.items()}


def ask(
    location: str,
    moment: Moment,
    graph: Graph = GRAPH,
    memory: Memory | None = None,
    *,
    checks: tuple[str, ...] = (),
    reads: dict[str, list[str]] | None = None,
) -> Decision:
    here = [k for k, a in graph.assets.items() if a.location == location and a.automation]
    return decide(graph, moment, memory or Memory(), here, checks, reads=reads)


def blocked(*names: str, location: str = "transform") -> Graph:
    checks = [Check(name, "unique", location, blocking=True) for name in names]
    return Graph(GRAPH.assets, {c.id: c for c in checks})
