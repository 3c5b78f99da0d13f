"""Split a plan into Dagster runs: one, unless partitions force more."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from weir.graph.model import Graph
from weir.plan.model import Plan
from weir.plan.stages import stages


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
    nobody asked for; so each definition, and each gap in its keys, has a run of its own.
    """
    tags = {"weir/full_refresh": "true"} if plan.full_refresh else {}
    partitioned = [key for key in plan.assets if graph.assets[key].partitions]
    divided = stages(graph, partitioned, plan.partitions)
    if not divided:
        only = Batch(tuple(plan.assets), tuple(plan.checks), tags=tags)
        return [only] if only.assets or only.checks else []
    found: list[Batch] = []
    for number, stage in enumerate(divided):
        others = [k for k in plan.assets if _turn(graph, k, divided) == number]
        spans = _spans(graph, plan, stage)
        found += [Batch(stage, partitions=span, tags=tags) for span in spans[:-1]]
        if spans:
            together = tuple(k for k in plan.assets if k in {*stage, *others})
            found.append(Batch(together, partitions=spans[-1], tags=tags))
        elif others:
            found.append(Batch(tuple(others), tags=tags))
    if plan.checks:
        last = found.pop() if found else Batch(())
        found.append(replace(last, checks=tuple(plan.checks)))
    return found


def _spans(graph: Graph, plan: Plan, partitioned: Sequence[str]) -> list[tuple[str, str]]:
    """First and last key of each run that the partitions of some assets need."""
    partitions = graph.assets[partitioned[0]].partitions
    keys = {key for asset in partitioned for key in plan.partitions.get(asset, [])}
    return [(group[0], group[-1]) for group in (partitions.ranges(keys) if partitions else [])]


def _turn(graph: Graph, key: str, divided: Sequence[Sequence[str]]) -> int | None:
    """The run that an unpartitioned asset belongs to: the last that one of its ancestors needs."""
    if graph.assets[key].partitions is not None:
        return None
    above = graph.ancestors(key)
    return max((n for n, stage in enumerate(divided) if not above.isdisjoint(stage)), default=0)
