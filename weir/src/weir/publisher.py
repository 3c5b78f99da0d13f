"""Publish after runs that a daemon or a person started."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

import dagster as dg

from weir.graph.build import load_graph
from weir.records import read_records
from weir.warehouse import Warehouse

FINISHED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE]
EVERY = 3.0  # seconds


@dataclass
class Publisher:
    """Publishes when a run has ended and every gate is open."""

    instance: dg.DagsterInstance
    warehouse: Warehouse
    seen: datetime = field(default_factory=lambda: datetime.now(UTC))
    due: float = 0.0

    def look(self) -> bool:
        """Publish if a run ended since the last look; whether it did."""
        if time.monotonic() < self.due:
            return False
        self.due = time.monotonic() + EVERY
        moment = datetime.now(UTC)
        ended = self.instance.get_runs(
            dg.RunsFilter(statuses=FINISHED, updated_after=self.seen), limit=1
        )
        self.seen = moment
        if not ended:
            return False
        graph = load_graph()
        records = read_records(self.instance, graph)
        if any(records.stands_failed(check) for check in graph.checks.values()):
            return False
        return self.warehouse.publish()
