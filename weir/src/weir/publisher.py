"""Publish after runs that a daemon or a person started."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

import dagster as dg

from weir.environment import current
from weir.errors import WeirError
from weir.graph.build import load_graph
from weir.override import of_run, standing_ids
from weir.records import read_records
from weir.warehouse import Warehouse

FINISHED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE]
EVERY = 3.0  # seconds
PAGES_EVERY = 300.0  # seconds
RUNS = 50  # that may have ended since the last look


@dataclass
class Publisher:
    """Publishes when a run has ended and every gate is open, or was passed over by name."""

    instance: dg.DagsterInstance
    warehouse: Warehouse
    seen: datetime = field(default_factory=lambda: datetime.now(UTC))
    due: float = 0.0
    pages_due: float = 0.0

    def look(self) -> bool:
        """Publish if a run ended since the last look; whether it did."""
        if time.monotonic() < self.due:
            return False
        self.due = time.monotonic() + EVERY
        self._renew_pages()
        moment = datetime.now(UTC)
        ended = self.instance.get_runs(
            dg.RunsFilter(statuses=FINISHED, updated_after=self.seen), limit=RUNS
        )
        self.seen = moment
        if not ended:
            return False
        graph = load_graph()
        records = read_records(self.instance, graph)
        standing = standing_ids(graph, records)
        if standing and not any(standing <= _overridden(run) for run in ended):
            return False
        return self.warehouse.publish()

    def _renew_pages(self) -> None:
        """Bring the pages' load times up to date: sensors find sources unchanged meanwhile."""
        folder = current().home.dashboards
        if time.monotonic() < self.pages_due or not any(folder.glob("*.html")):
            return
        self.pages_due = time.monotonic() + PAGES_EVERY
        from weir.components.lookml.renew import renew

        renew(folder, self.instance, load_graph())


def _overridden(run: dg.DagsterRun) -> set[str]:
    """The failing checks that a person passed over in a run that succeeded."""
    if not run.is_success:
        return set()
    try:
        override = of_run(run.tags)
    except WeirError:  # its steps refused it
        return set()
    return set(override.checks) if override else set()
