"""What a backfill is asked to make."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import dagster as dg

from weir.backfill.parts import in_range
from weir.errors import WeirError
from weir.graph.model import Graph
from weir.plan.make import Situation, make_plan
from weir.plan.model import Plan
from weir.plan.probe import ask
from weir.plan.select import select
from weir.records import read_records
from weir.warehouse import Warehouse


@dataclass(frozen=True)
class Range:
    """A selection of assets and a range of partition keys, both ends included."""

    words: tuple[str, ...]
    first: str
    last: str

    def plan(self, graph: Graph, instance: dg.DagsterInstance, warehouse: Warehouse) -> Plan:
        """Everything that is selected, with the partitions of the range that its sources have.

        Raises:
            WeirError: nothing selected has partitions, or their source has none in the range.
        """
        chosen = select(graph, self.words)
        partitioned = self._partitioned(graph, chosen)
        probed = ask(graph, partitioned, everything=True)
        keys = {asset: list(answer.partitions) for asset, answer in probed.items()}
        ranged = in_range(keys, self.first, self.last)
        with warehouse.session("weir backfill: plan", read_only=True) as session:
            tables = frozenset("/".join(address) for address in session.tables())
        records = read_records(instance, graph)
        situation = Situation(graph, records, tables, warehouse.identity(), {})
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
        if self.first > self.last:
            raise WeirError(
                f"the range ends before it begins: {self.first} … {self.last}",
                where="--from, --to",
                fix="exchange the two",
            )
        if silent := sorted(key for key in found if graph.assets[key].probe is None):
            raise WeirError(
                f"{', '.join(silent)} can't be asked for its partitions",
                where="the asset's definition",
                fix="give it the metadata weir/probe, as the dlt component does",
            )
        return found

    def _reason(self, graph: Graph, key: str, ranged: Mapping[str, list[str]]) -> str:
        if key in ranged:
            return f"{self.first} … {self.last} is made again"
        behind = sorted(graph.ancestors(key) & ranged.keys())
        return f"behind {behind[0]}" if behind else "selected"
