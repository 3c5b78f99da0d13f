"""What a backfill is asked to make."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import dagster as dg

from weir.backfill.wanted import Wanted
from weir.errors import WeirError
from weir.graph.model import Graph
from weir.plan.make import Situation, make_plan
from weir.plan.model import Plan
from weir.plan.partitions import partitions_of, sources
from weir.plan.probe import ask
from weir.plan.select import select
from weir.records import read_records
from weir.warehouse import Warehouse


@dataclass(frozen=True)
class Range:
    """A selection of assets, and which of their partitions."""

    words: tuple[str, ...]
    wanted: Wanted

    def plan(self, graph: Graph, instance: dg.DagsterInstance, warehouse: Warehouse) -> Plan:
        """Everything that is selected, with the partitions that are wanted and its sources have.

        Raises:
            WeirError: nothing selected has such partitions, or their source has none of them, or
                does not say.
        """
        chosen = select(graph, self.words)
        partitioned = self._partitioned(graph, chosen)
        loaders = {name for key in partitioned for name in sources(graph, graph.assets[key])}
        probed = ask(graph, loaders, everything=True).of_all()
        wanted = self.wanted.within(graph, probed)
        there, keys = (
            {key: partitions_of(graph, key, known) for key in graph.order if key in partitioned}
            for known in (probed, wanted)
        )
        ranged = self.wanted.of(graph, keys, there)
        with warehouse.session("weir backfill: plan", read_only=True) as session:
            tables = frozenset("/".join(address) for address in session.tables())
        records = read_records(instance, graph)
        situation = Situation(graph, records, tables, warehouse.identity(), wanted)
        made = make_plan(situation, within=chosen)
        return Plan({key: self._reason(graph, key, ranged) for key in made.assets}, {}, ranged)

    def _partitioned(self, graph: Graph, chosen: Collection[str]) -> set[str]:
        found = {key for key in chosen if graph.assets[key].partitions}
        if not found:
            raise WeirError(
                "nothing that is selected has partitions",
                where=f"--select {' '.join(self.words)}",
                fix="use `weir run --select`, or select a partitioned asset as well",
            )
        self.wanted.verify([p for key in sorted(found) if (p := graph.assets[key].partitions)])
        return found

    def _reason(self, graph: Graph, key: str, ranged: Mapping[str, Sequence[str]]) -> str:
        if key in ranged:
            return f"{self.wanted.text} is made again"
        behind = sorted(graph.ancestors(key) & ranged.keys())
        return f"behind {behind[0]}" if behind else "selected"
