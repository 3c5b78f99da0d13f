"""Cut a backfill into runs: chunks of partitions, then what hangs on them, once."""

from dataclasses import dataclass

from weir.graph.model import Graph
from weir.plan.model import Plan
from weir.plan.stages import stages


@dataclass(frozen=True)
class Part:
    """The contents of one run.

    Attributes:
        assets: keys, parents first.
        partitions: partition keys that the run makes of each of them, in order; empty for assets
            without partitions.
        behind: whether something here was made from partitions of this backfill.
    """

    assets: tuple[str, ...]
    partitions: tuple[str, ...] = ()
    behind: bool = False

    @property
    def text(self) -> str:
        """The part in a few words."""
        what = f"{len(self.assets)} asset{'s' if len(self.assets) > 1 else ''}"
        if not self.partitions:
            return what
        first, last = self.partitions[0], self.partitions[-1]
        span = first if first == last else f"{first} … {last}"
        return f"{span} ({len(self.partitions)} partitions) of {what}"


def parts(graph: Graph, plan: Plan, chunk: int) -> list[Part]:
    """The runs, in order: a run has one partitions definition, or none.

    In one run Dagster maps a range onto every definition in it, and reports partitions that
    nobody asked for. Everything behind a partitioned asset waits for all of its chunks.

    Args:
        plan: what to make; its `partitions` are those in the range.
        chunk: the most partitions in one run.
    """
    found: list[Part] = []
    for assets in stages(graph, list(plan.assets)):
        partitions = graph.assets[assets[0]].partitions
        if partitions is None:
            found.append(Part(assets, behind=_behind(graph, plan, assets)))
            continue
        keys = {key for asset in assets for key in plan.partitions.get(asset, [])}
        found += [Part(assets, tuple(keys)) for keys in partitions.chunks(keys, chunk)]
    return found


def _behind(graph: Graph, plan: Plan, assets: tuple[str, ...]) -> bool:
    return any(graph.ancestors(key) & plan.partitions.keys() for key in assets)
