"""A field's SQL, with its references resolved."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from weir.lookml.block import Scalar
from weir.lookml.field import Field
from weir.lookml.filter import Period, condition, period
from weir.lookml.view import View

REFERENCE = re.compile(r"\$\{([^}]*)\}")
TABLE = "TABLE"
# The cast is for DuckDB, whose DATE_TRUNC makes a timestamp of a date.
TRUNCATED = {
    "raw": "{}",
    "date": "{}",
    "week": "CAST(DATE_TRUNC({}, WEEK(MONDAY)) AS DATE)",
    "month": "CAST(DATE_TRUNC({}, MONTH) AS DATE)",
    "quarter": "CAST(DATE_TRUNC({}, QUARTER) AS DATE)",
    "year": "CAST(DATE_TRUNC({}, YEAR) AS DATE)",
}
AGGREGATES = {
    "sum": "SUM({})",
    "average": "AVG({})",
    "min": "MIN({})",
    "max": "MAX({})",
    "count_distinct": "COUNT(DISTINCT {})",
}


@dataclass(frozen=True)
class Expressions:
    """SQL (BigQuery's) of the fields of a view.

    Attributes:
        today: the day that relative dates count from.
    """

    view: View
    today: dt.date | None

    def selected(self, field: Field) -> str:
        """The SQL of a field as a column of a query."""
        sql = self.sql(field)
        return f"CASE WHEN {sql} THEN 'Yes' ELSE 'No' END" if field.type == "yesno" else sql

    def sql(self, field: Field, path: tuple[str, ...] = ()) -> str:
        """The SQL of a field where another one refers to it.

        Raises:
            WeirError: a reference is unknown, circular, or from a dimension to a measure.
        """
        if field.name in path:
            raise field.place.refuse(
                f"{field.id} refers to itself: {' -> '.join((*path, field.name))}",
                "break the circle",
            )
        inner = REFERENCE.sub(
            lambda found: self._reference(field, found[1], (*path, field.name)), field.sql.text
        )
        if not field.is_measure:
            return TRUNCATED[field.timeframe or "raw"].format(inner)
        if field.type == "number":
            return inner
        filtered = [self.where(name, expression) for name, expression in field.filters.items()]
        if field.type == "count":
            return f"COUNTIF({' AND '.join(filtered)})" if filtered else "COUNT(*)"
        if filtered:
            inner = f"CASE WHEN {' AND '.join(filtered)} THEN {inner} END"
        return AGGREGATES[field.type].format(inner)

    def where(self, name: str, expression: Scalar) -> str:
        """The SQL condition of a filter on a dimension (its name, with or without the view)."""
        field = self.view.field(name.rpartition(".")[2], expression.place)
        sql = REFERENCE.sub(
            lambda found: self._reference(field, found[1], (field.name,)), field.sql.text
        )
        return condition(field, sql, expression, self.today)

    def periods(self, field: Field) -> set[Period]:
        """The periods to which a measure's own date filters limit it."""
        found = {
            period(expression, self.today)
            for name, expression in field.filters.items()
            if self.view.field(name.rpartition(".")[2], expression.place).type == "time"
        }
        for name in references(field.sql):
            found |= self.periods(self.view.field(name, field.sql.place))
        return found

    def _reference(self, field: Field, name: str, path: tuple[str, ...]) -> str:
        if name == TABLE:
            return self.view.name
        owner, dot, rest = name.rpartition(".")
        if (dot and owner != self.view.name) or rest == "SQL_TABLE_NAME":
            raise field.sql.place.refuse(
                f"{field.id}: ${{{name}}} is not a field of the view {self.view.name}",
                "read one mart per view",
            )
        target = self.view.field(rest, field.sql.place)
        if target.is_measure and not (field.is_measure and field.type == "number"):
            raise field.sql.place.refuse(
                f"{field.id}: only a measure of type number may refer to a measure ({target.id})",
                "make it `type: number`",
            )
        return f"({self.sql(target, path)})"


def references(sql: Scalar) -> Iterator[str]:
    """Names of the fields that SQL refers to."""
    for name in REFERENCE.findall(sql.text):
        if name != TABLE:
            yield name.rpartition(".")[2]
