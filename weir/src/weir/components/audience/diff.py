"""What is to be sent: the mart compared with what the CRM has acknowledged."""

from dataclasses import dataclass

from weir.components.audience.declaration import Declaration
from weir.components.audience.ledger import Ledger
from weir.components.audience.sql import columns, members_sql, plan_sql
from weir.warehouse import Session, Warehouse


@dataclass(frozen=True)
class Counts:
    """What a plan would do.

    Attributes:
        members: rows of the mart.
        known: members that the CRM has acknowledged.
        added, changed, removed: members to be sent, by why.
        fresh: those of them that the guard has to judge: no earlier plan let them pass, and they
            do not just go back to what the CRM had acknowledged.
        given_up: refused as often as is tried.
    """

    members: int
    known: int
    added: int
    changed: int
    removed: int
    fresh: int
    given_up: int

    @property
    def pending(self) -> int:
        """Rows to be sent."""
        return self.added + self.changed + self.removed

    @property
    def unchanged(self) -> int:
        """Members that the CRM already has as they are."""
        return self.members - self.added - self.changed - self.given_up


@dataclass(frozen=True)
class Change:
    """What the CRM is to be told of one contact."""

    customer: str
    kind: str
    properties: dict[str, str]


@dataclass(frozen=True)
class Plan:
    """The compared rows, kept in a table so that all that follows reads the same ones."""

    declaration: Declaration
    warehouse: Warehouse

    @property
    def table(self) -> str:
        """The plan's name in SQL."""
        return self.warehouse.name(("ops", f"audience_plan_{self.declaration.name}"))

    def make(self, session: Session, ledger: Ledger) -> Counts:
        """Compare, and count what would be sent.

        Raises:
            WeirError: the mart is missing, lacks a column or lists a customer twice.
        """
        _verify(self.declaration, self.warehouse, session)
        sql = plan_sql(self.declaration, self.warehouse, ledger.table)
        session.replace_table(("ops", f"audience_plan_{self.declaration.name}"), sql)
        conditions = (
            "is_member",
            "acknowledged is not null",
            "is_pending and kind = 'added'",
            "is_pending and kind = 'changed'",
            "is_pending and kind = 'removed'",
            "is_pending and differs and tried <> target",
            "is_given_up and differs and is_member and status <> 'sending'",
        )
        sums = ", ".join(f"coalesce(sum(case when {c} then 1 else 0 end), 0)" for c in conditions)
        return Counts(*(int(n) for n in session.rows(f"select {sums} from {self.table}")[0]))

    def changes(self, session: Session) -> list[Change]:
        """What is to be sent, in the order of the customers' ids."""
        names = list(self.declaration.sent)
        values = "".join(f", p_{name}" for name in names)
        rows = session.rows(
            f"select customer_id, kind{values} from {self.table} where is_pending "
            "order by customer_id"
        )
        return [
            self._change(row[0], row[1], dict(zip(names, row[2:], strict=True))) for row in rows
        ]

    def _change(self, customer: str, kind: str, values: dict[str, str]) -> Change:
        """One who left keeps their identity and loses what this audience alone had told."""
        if kind == "removed":
            values = dict.fromkeys(self.declaration.properties, "")
        member = "false" if kind == "removed" else "true"
        return Change(customer, kind, {self.declaration.membership: member, **values})


def _verify(declaration: Declaration, warehouse: Warehouse, session: Session) -> None:
    """Refuse a mart that the declaration does not fit.

    Raises:
        WeirError: the mart is missing, lacks a column or lists a customer twice.
    """
    dataset, table = declaration.table
    present = [name for name, _ in session.columns(dataset).get(table, [])]
    if not present:
        raise declaration.wrong(
            f"the table {declaration.table_name} of the audience {declaration.name} is not there",
            "materialize it first, or correct `table`",
            declaration.table_name,
        )
    missing = [column for column in columns(declaration) if column not in present]
    if missing:
        raise declaration.wrong(
            f"{declaration.table_name} has no column {missing[0]!r}",
            f"use one of its columns: {', '.join(present)}",
            missing[0],
        )
    doubled = session.rows(
        f"select customer_id, count(*) from ({members_sql(declaration, warehouse)}) as m "
        "group by customer_id having count(*) > 1 or customer_id is null order by customer_id"
    )
    if doubled:
        customer, times = doubled[0]
        raise declaration.wrong(
            f"{declaration.table_name} lists the customer {customer} {times} times in the audience "
            f"{declaration.name}; {len(doubled)} customers are listed more than once or have no id",
            f"make {declaration.id_column} unique within the audience, in the mart",
            declaration.id_column,
        )
