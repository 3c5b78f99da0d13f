"""The ledger: what the CRM has acknowledged of each member, in the warehouse beside the marts.

A pod's disk holds nothing, so a lost pod loses nothing. A row's `status`:

- planned: passed the mass-change guard and waits to be sent;
- sending: in a batch whose answer was not recorded, so the CRM may or may not have it. Without
  this mark a member who is sent, not recorded (a killed run) and then leaves would stay in the
  CRM's audience for good;
- done: `acknowledged` is what the CRM has (null: it was told that the contact is no member);
- rejected: the CRM refused `target`; it is sent again until `attempts` reaches the cap.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from weir.warehouse import Session, Warehouse

LEDGER = ("ops", "audience_ledger")
RELEASES = ("ops", "audience_releases")
LEFT = "left"  # `target` of a member who left: told so, never deleted


@dataclass(frozen=True)
class Ledger:
    """The rows of one audience in the ledger; every method is one or two portable statements."""

    warehouse: Warehouse
    audience: str
    run_id: str

    @property
    def table(self) -> str:
        """The ledger's name in SQL."""
        return self.warehouse.name(LEDGER)

    def create(self, session: Session) -> None:
        """Make the tables where there are none."""
        session.create_dataset(LEDGER[0])
        session.execute(
            f"create table if not exists {self.table} (audience string, customer_id string, "
            "acknowledged string, target string, status string, attempts int64, error string, "
            "run_id string, acked_at timestamp)"
        )
        session.execute(
            f"create table if not exists {self.warehouse.name(RELEASES)} "
            "(audience string, release string, run_id string)"
        )

    def plan(self, session: Session, plan: str) -> None:
        """Take the rows of the table `plan` over: what is to be sent, and what is settled.

        A row is settled when the mart went back to what the CRM has before it was sent.
        """
        settled = "d.target = coalesce(l.acknowledged, 'left') and l.status <> 'sending'"
        session.execute(
            f"merge into {self.table} as l using {plan} as d "
            "on l.audience = ? and l.customer_id = d.customer_id "
            "when matched and d.is_pending then update set target = d.target, "
            "status = case when l.status = 'sending' then 'sending' else 'planned' end, "
            "attempts = d.attempts, error = null, run_id = ? "
            f"when matched and {settled} and l.status <> 'done' then update set "
            "target = d.target, status = 'done', attempts = 0, error = null "
            "when not matched then insert (audience, customer_id, target, status, attempts, run_id)"
            " values (?, d.customer_id, d.target, 'planned', 0, ?)",
            [self.audience, self.run_id, self.audience, self.run_id],
        )

    def sending(self, session: Session, customers: Sequence[str]) -> None:
        """Write down, before it is sent, that a batch is on its way."""
        session.execute(
            f"update {self.table} set status = 'sending', run_id = ? "
            f"where audience = ? and customer_id in ({_marks(customers)})",
            [self.run_id, self.audience, *customers],
        )

    def acknowledge(self, session: Session, customers: Sequence[str]) -> None:
        """Write down what the CRM has confirmed."""
        if not customers:
            return
        session.execute(
            f"update {self.table} set acknowledged = nullif(target, '{LEFT}'), status = 'done', "
            "attempts = 0, error = null, run_id = ?, acked_at = cast(? as timestamp) "
            f"where audience = ? and customer_id in ({_marks(customers)})",
            [self.run_id, _now(), self.audience, *customers],
        )

    def reject(self, session: Session, reasons: Mapping[str, str]) -> None:
        """Write down what the CRM refused, each with its reason."""
        if not reasons:
            return
        cases = " ".join("when ? then ?" for _ in reasons)
        pairs = [text for pair in reasons.items() for text in pair]
        session.execute(
            f"update {self.table} set status = 'rejected', attempts = attempts + 1, "
            f"error = case customer_id {cases} end, run_id = ? "
            f"where audience = ? and customer_id in ({_marks(reasons)})",
            [*pairs, self.run_id, self.audience, *reasons],
        )

    def rejected(self, session: Session) -> list[tuple[str, int, str]]:
        """(customer, attempts, reason) of every row that the CRM does not have as it should."""
        rows = session.rows(
            f"select customer_id, attempts, error from {self.table} "
            "where audience = ? and status = 'rejected' order by customer_id",
            [self.audience],
        )
        return [(str(customer), int(attempts), str(error)) for customer, attempts, error in rows]

    def take_release(self, session: Session, release: str | None) -> bool:
        """Use up a release. True the first time that this run or none has seen it."""
        if not release:
            return False
        name = self.warehouse.name(RELEASES)
        used = session.rows(
            f"select 1 from {name} where audience = ? and release = ?", [self.audience, release]
        )
        if used:
            return False
        session.execute(
            f"insert into {name} (audience, release, run_id) values (?, ?, ?)",
            [self.audience, release, self.run_id],
        )
        return True


def _marks(values: Sequence[str] | Mapping[str, str]) -> str:
    return ", ".join("?" for _ in values)


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
