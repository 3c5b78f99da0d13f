"""The checks that every feature has: a key that identifies its rows, and rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import dagster as dg

from weir import fingerprint
from weir.errors import WeirError
from weir.warehouse import Session, Warehouse
from weir.warehouse.interface import Address

SAMPLE = 5  # failing keys that a result names

PRIMARY_KEY = "primary_key"
NOT_EMPTY = "not_empty"


@dataclass(frozen=True)
class TableChecks:
    """What is asked of a table after it was made, or alone.

    Attributes:
        address: the table.
        primary_key: columns that together identify a row and are never null.
        allow_empty: whether a table without rows is legitimate.
    """

    address: Address
    primary_key: Sequence[str]
    allow_empty: bool

    def specs(self) -> list[dg.AssetCheckSpec]:
        """Both block: a doubled or missing customer is wrong in every table that joins it."""
        key = ", ".join(self.primary_key)
        texts = {PRIMARY_KEY: f"({key}) is unique and not null", NOT_EMPTY: "has rows"}
        if self.allow_empty:
            del texts[NOT_EMPTY]
        return [
            dg.AssetCheckSpec(
                name,
                asset=dg.AssetKey(list(self.address)),
                blocking=True,
                description=text,
                metadata={"weir/fingerprint": self.fingerprint(name)},
            )
            for name, text in texts.items()
        ]

    def fingerprint(self, name: str) -> str:
        """What the check is."""
        return fingerprint.of_text(name, *self.primary_key)

    def results(
        self, names: Iterable[str], session: Session, warehouse: Warehouse
    ) -> list[dg.AssetCheckResult]:
        """Evaluate the checks of these names on the table as it is.

        Raises:
            WeirError: there is no such table.
        """
        if self.address not in session.tables():
            raise WeirError(
                f"there is no table {'.'.join(self.address)} to check",
                fix=f"materialize {'/'.join(self.address)} first",
            )
        asked = {PRIMARY_KEY: self._primary_key, NOT_EMPTY: self._not_empty}
        found: list[dg.AssetCheckResult] = []
        for name in names:
            passed, text, metadata = asked[name](session, warehouse.name(self.address))
            found.append(
                dg.AssetCheckResult(
                    passed=passed,
                    check_name=name,
                    asset_key=dg.AssetKey(list(self.address)),
                    description=text,
                    metadata={"weir/fingerprint": self.fingerprint(name), **metadata},
                )
            )
        return found

    def _primary_key(self, session: Session, table: str) -> tuple[bool, str, dict[str, Any]]:
        columns = ", ".join(self.primary_key)
        nulls = " or ".join(f"{column} is null" for column in self.primary_key)
        wrong = (
            f"select {columns}, count(*) as times from {table} group by {columns} "
            f"having count(*) > 1 or {nulls}"
        )
        count = int(session.rows(f"select count(*) from ({wrong}) as wrong")[0][0])
        sample = session.rows(f"{wrong} order by {columns} limit {SAMPLE}") if count else []
        names = [*self.primary_key, "rows"]
        failing = [dict(zip(names, map(str, row), strict=True)) for row in sample]
        text = (
            f"{count} keys occur more than once or are null" if count else "every key occurs once"
        )
        return count == 0, text, {"failing_keys": count, "sample": dg.JsonMetadataValue(failing)}

    def _not_empty(self, session: Session, table: str) -> tuple[bool, str, dict[str, Any]]:
        count = int(session.rows(f"select count(*) from {table}")[0][0])
        return count > 0, f"{count} rows", {"rows": count}
