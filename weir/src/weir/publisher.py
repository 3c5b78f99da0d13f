"""Publish after runs that a daemon or a person started."""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import dagster as dg

from weir.automation.moment import UNFINISHED
from weir.environment import current
from weir.errors import WeirError
from weir.graph.build import load_graph
from weir.graph.model import Graph
from weir.lease import LeaseGivenUpError
from weir.override import of_run, standing_ids
from weir.records import Records, read_records
from weir.warehouse import Warehouse

FINISHED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE]
EVERY = 3.0  # seconds
AGAIN = 60.0  # seconds after a publication that failed
FOLLOWS = 120.0  # seconds in which another location's run judges what was loaded
PAGES_EVERY = 300.0  # seconds
RUNS = 50  # that may have ended since the last look


@dataclass
class Publisher:
    """Publishes when a run has ended and every gate is open, or was passed over by name.

    Attributes:
        seen: what ended before that was published, or refused by a gate.
        first: whether it has not looked yet: what an earlier process left is published as well.
        lost: whether tables or the readers' copy were taken away, and nothing published since.
        told: whether it has said that the warehouse is a new one.
        refused: ids of the failing checks for which nothing was published at the last look.
    """

    instance: dg.DagsterInstance
    warehouse: Warehouse
    seen: datetime = field(default_factory=lambda: datetime.now(UTC))
    due: float = 0.0
    pages_due: float = 0.0
    first: bool = True
    lost: bool = False
    told: bool = False
    refused: frozenset[str] = frozenset()

    def look(self, meanwhile: Callable[[], bool] | None = None) -> bool:
        """Publish if a run ended since the last look; whether it did.

        Args:
            meanwhile: what is done while a run has the warehouse; True gives up for this time.

        Raises:
            WeirError: what is to be published could not be; it is tried again a minute later.
        """
        if time.monotonic() < self.due or not current().home.graph.exists():
            return False
        self.due = time.monotonic() + EVERY
        self._renew_pages()
        moment = datetime.now(UTC)
        self.lost = self.warehouse.lost() or self.lost
        ended = self.instance.get_runs(
            dg.RunsFilter(statuses=FINISHED, updated_after=self.seen), limit=RUNS
        )
        if not (ended or self.first or self.lost):
            return False
        try:
            published = self._publish(ended, meanwhile)
        except LeaseGivenUpError:
            return False
        except WeirError:
            self.due = time.monotonic() + AGAIN
            raise
        if published is not None:
            self.seen, self.first, self.lost = moment, False, False
        return bool(published)

    def _publish(
        self, ended: Sequence[dg.DagsterRun], meanwhile: Callable[[], bool] | None
    ) -> bool | None:
        """Whether there was something to publish; None where that can't be said yet."""
        graph = load_graph()
        # Whoever writes has the lease. Read before, the records would say nothing of what it wrote.
        with self.warehouse.lease("publish", meanwhile):
            records = read_records(self.instance, graph)
            if not records.loaded or self._waits_for_tables(records):
                return False
            if unjudged(graph, records, self._at_work(), time.time()):
                return None
            standing = standing_ids(graph, records)
            passed = any(standing <= _overridden(run) for run in ended)
            self.refused = frozenset() if passed else frozenset(standing)
            if self.refused:
                return False
            return self.warehouse.publish()

    def _waits_for_tables(self, records: Records) -> bool:
        """Whether tables are missing because the warehouse was taken away; said once.

        Of an empty warehouse every old verdict says that all is well.
        """
        missing = made_elsewhere(records, self.warehouse.identity())
        if missing and not self.told:
            self.told = True
            count = f"{len(missing)} table{'s' if len(missing) > 1 else ''}"
            raise WeirError(
                f"the warehouse was taken away, and {count} with it; readers keep the last copy",
                where=missing[0] + (" and others" if len(missing) > 1 else ""),
                fix="run `weir run` beside it: it makes everything that is missing",
            )
        self.told = bool(missing)
        return self.told

    def _at_work(self) -> set[str]:
        found = self.instance.get_runs(dg.RunsFilter(statuses=UNFINISHED))
        return {run.run_id for run in found}

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


def made_elsewhere(records: Records, identity: str) -> list[str]:
    """Keys of tables that were made last in another warehouse than this one."""
    return [
        key
        for key, made in records.loaded.items()
        if "dagster/table_name" in made.facts
        and made.facts.get("weir/warehouse") not in (None, identity)
    ]


def unjudged(graph: Graph, records: Records, at_work: Collection[str], now: float) -> list[str]:
    """Ids of blocking checks whose verdict on what was loaded is about to come."""
    found: list[str] = []
    for check in graph.checks.values():
        loaded, judged = records.loaded.get(check.asset), records.judged.get(check.id)
        if loaded is None or not check.blocking:
            continue
        if judged is not None and (judged.run_id == loaded.run_id or judged.at >= loaded.at):
            continue
        elsewhere = check.location != graph.assets[check.asset].location
        if loaded.run_id in at_work or (elsewhere and now - loaded.at < FOLLOWS):
            found.append(check.id)
    return found
