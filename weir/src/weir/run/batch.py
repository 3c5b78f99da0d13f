"""Split a plan into Dagster runs: one, unless partitions force more."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from weir.graph.model import Graph
from weir.plan.model import Plan


@dataclass(frozen=True)
class Batch:
    """The contents of one Dagster run.

    Attributes:
        partitions: first and last partition key for the partitioned assets, both included.
    """

    assets: tuple[str, ...]
    checks: tuple[str, ...] = ()
    partitions: tuple[str, str] | None = None
    tags: dict[str, str] = field(default_factory=dict[str, str])


def batches(graph: Graph, plan: Plan) -> list[Batch]:
    """The runs of a plan, in order.

    In one run Dagster maps a range onto every partitions definition and reports partitions that
    nobody asked for; so each definition, and each gap in its days, has a run of its own.
    """
    tags = {"weir/full_refresh": "true"} if plan.full_refresh else {}
    definitions = list(
        dict.fromkeys(
            p.description for key in plan.assets if (p := graph.assets[key].partitions) is not None
        )
    )
    if not definitions:
        only = Batch(tuple(plan.assets), tuple(plan.checks), tags=tags)
        return [only] if only.assets or only.checks else []
    found: list[Batch] = []
    for number, definition in enumerate(definitions):
        partitioned = [k for k in plan.assets if _definition(graph, k) == definition]
        others = [k for k in plan.assets if _turn(graph, k, definitions) == number]
        days = sorted({day for key in partitioned for day in plan.partitions.get(key, [])})
        ranges = _ranges(days)
        for first, last in ranges[:-1]:
            found.append(Batch(tuple(partitioned), partitions=(first, last), tags=tags))
        if ranges:
            together = tuple(k for k in plan.assets if k in {*partitioned, *others})
            found.append(Batch(together, partitions=ranges[-1], tags=tags))
        elif others:
            found.append(Batch(tuple(others), tags=tags))
    if plan.checks:
        last_batch = found.pop() if found else Batch(())
        found.append(
            Batch(last_batch.assets, tuple(plan.checks), last_batch.partitions, last_batch.tags)
        )
    return found


def _definition(graph: Graph, key: str) -> str | None:
    partitions = graph.assets[key].partitions
    return partitions.description if partitions else None


def _turn(graph: Graph, key: str, definitions: Sequence[str]) -> int | None:
    """The run that an unpartitioned asset belongs to: the last that one of its ancestors needs."""
    if graph.assets[key].partitions is not None:
        return None
    upstream = {_definition(graph, ancestor) for ancestor in graph.ancestors(key)}
    return max((n for n, d in enumerate(definitions) if d in upstream), default=0)


def _ranges(keys: Sequence[str]) -> list[tuple[str, str]]:
    """Runs of consecutive days; a key that is no day stands alone."""
    found: list[tuple[str, str]] = []
    for key in keys:
        if found and _follows(found[-1][1], key):
            found[-1] = (found[-1][0], key)
        else:
            found.append((key, key))
    return found


def _follows(before: str, after: str) -> bool:
    try:
        return date.fromisoformat(before) + timedelta(days=1) == date.fromisoformat(after)
    except ValueError:
        return False
