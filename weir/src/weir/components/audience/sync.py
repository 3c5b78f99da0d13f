"""Bring the CRM up to the mart: compare, ask the guard, send batch by batch, acknowledge each.

The warehouse is held only in short sessions between the requests, never while the CRM is asked.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from weir.components.audience.declaration import Declaration
from weir.components.audience.diff import Change, Counts, Plan
from weir.components.audience.guard import is_mass_change, refusal
from weir.components.audience.ledger import Ledger
from weir.errors import WeirError
from weir.warehouse import Warehouse

REFUSED_ALL = 10  # rows; a batch at least so large with none accepted is no matter of single rows


@dataclass
class Answer:
    """What became of a batch: who was taken, and why the others were not."""

    accepted: list[str] = field(default_factory=list[str])
    rejected: dict[str, str] = field(default_factory=dict[str, str])

    def __add__(self, other: "Answer") -> "Answer":
        return Answer(self.accepted + other.accepted, {**self.rejected, **other.rejected})


class Sink(Protocol):
    """Where changes are written. Writing one again is harmless."""

    batch: int
    """Most changes that one request takes."""

    def push(self, batch: Sequence[Change]) -> Answer:
        """Write a batch and say what became of each row."""
        ...


@dataclass(frozen=True)
class Outcome:
    """What a synchronization found and did. Without a sink nothing was sent."""

    counts: Counts
    sent: int
    rejected: int
    batches: int
    first: list[Change]


@dataclass(frozen=True)
class Synchronization:
    """One audience, one warehouse, one run.

    Attributes:
        holder: what others that wait for the warehouse are told.
        sink: the CRM; none for a dry run, which writes neither there nor in the ledger.
        released: whether a person let a mass change pass.
    """

    declaration: Declaration
    warehouse: Warehouse
    holder: str
    run_id: str
    sink: Sink | None
    released: bool
    progress: Callable[[str], None] = logging.getLogger(__name__).info

    def run(self) -> Outcome:
        """Do it.

        Raises:
            MassChangeError: the guard refuses; nothing was written.
            WeirError: the mart or the CRM's answer is not as declared; what was acknowledged until
                then stays so.
        """
        counts, changes = self._plan()
        if self.sink is None:
            return Outcome(counts, sent=0, rejected=0, batches=0, first=changes[:10])
        sent = rejected = 0
        size = self.sink.batch
        batches = [changes[i : i + size] for i in range(0, len(changes), size)]
        for number, batch in enumerate(batches, 1):
            answer = self._send(self.sink, batch)
            sent += len(answer.accepted)
            rejected += len(answer.rejected)
            self.progress(
                f"batch {number} of {len(batches)}: {len(answer.accepted)} accepted, "
                f"{len(answer.rejected)} rejected"
            )
            if len(batch) >= REFUSED_ALL and not answer.accepted:
                raise WeirError(
                    f"the CRM refused all {len(batch)} rows of batch {number} of {len(batches)}: "
                    f"{next(iter(answer.rejected.values()))}",
                    where=self.declaration.where,
                    fix="correct what the reason names; the rows are sent again by the next run",
                )
        return Outcome(counts, sent, rejected, len(batches), changes[:10])

    @property
    def _ledger(self) -> Ledger:
        return Ledger(self.warehouse, self.declaration.name, self.run_id)

    def _plan(self) -> tuple[Counts, list[Change]]:
        ledger = self._ledger
        plan = Plan(self.declaration, self.warehouse)
        with self.warehouse.session(self.holder) as session:
            ledger.create(session)
            counts = plan.make(session, ledger)
            released = self.released
            if self.sink is not None:
                released |= ledger.take_release(session, self.declaration.release)
            if is_mass_change(self.declaration, counts) and not released:
                raise refusal(self.declaration, counts)
            if self.sink is not None:
                ledger.plan(session, plan.table)
            return counts, plan.changes(session)

    def _send(self, sink: Sink, batch: Sequence[Change]) -> Answer:
        ledger = self._ledger
        with self.warehouse.session(self.holder) as session:
            ledger.sending(session, [change.customer for change in batch])
        answer = sink.push(batch)
        with self.warehouse.session(self.holder) as session:
            ledger.acknowledge(session, answer.accepted)
            ledger.reject(session, answer.rejected)
        return answer
