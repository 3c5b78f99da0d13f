"""Everything that stands wrong at this moment."""

import dagster as dg

from weir.alerts.attempts import failed_attempts
from weir.alerts.health import failing_checks, states
from weir.alerts.jobs import failed_jobs
from weir.alerts.late import late_ones
from weir.alerts.locations import unloaded
from weir.alerts.problem import Look, together
from weir.alerts.ticks import of_ticks
from weir.freshness import find
from weir.graph.model import Graph
from weir.records import Records


def problems(
    instance: dg.DagsterInstance,
    graph: Graph,
    records: Records,
    now: float,
    *,
    webserver: str | None = None,
    own_sensor: str = "",
    repeats: bool = False,
) -> Look:
    """What is wrong, and what can't be said.

    Args:
        instance: Dagster's.
        graph: whose assets are looked at.
        records: of these assets and their checks.
        now: seconds since 1970.
        webserver: address of Dagster's webserver; without it nobody knows which code locations
            do not load.
        own_sensor: name of the sensor that asks.
        repeats: whether an asset that is being made again still counts as failed, if its last try
            failed; who sends messages waits for the end instead.
    """
    late = late_ones(find(instance, graph, records, now).values(), now)
    return together(
        [
            failed_attempts(instance, graph, records, now, repeats=repeats),
            failing_checks(instance, graph, records),
            states(graph, records, now, late),
            failed_jobs(instance, graph),
            of_ticks(instance, graph, now, own_sensor),
            unloaded(graph, now, webserver),
        ]
    )
