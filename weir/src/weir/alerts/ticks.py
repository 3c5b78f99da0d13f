"""Sensors and schedules whose last tick failed."""

from collections import Counter

import dagster as dg

from weir.adapters.dagster import failing_ticks
from weir.alerts.problem import Kind, Look, Problem
from weir.graph.model import Graph
from weir.run.events import words


def of_ticks(instance: dg.DagsterInstance, graph: Graph, now: float, own: str = "") -> Look:
    """A problem for each; `own` is the sensor that asks: nobody can tell of its own failure."""
    return Look(
        tuple(
            Problem(
                kind=Kind.SCHEDULE if tick.is_schedule else Kind.SENSOR,
                subject=tick.name,
                reason=words(tick.error) or "the tick failed and left no message",
                since=tick.since,
                good=tick.good,
                location=tick.location,
                owners=of_location(graph, tick.location),
                facts={"failing ticks in a row": tick.count},
            )
            for tick in failing_ticks(instance, now)
            if tick.name != own
        )
    )


def of_location(graph: Graph, location: str) -> tuple[str, ...]:
    """Who owns a code location: the owner of most of its assets."""
    owners = Counter(o for a in graph.assets.values() if a.location == location for o in a.owners)
    return tuple(owner for owner, _ in owners.most_common(1))
