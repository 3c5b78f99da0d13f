"""The rows that a model is trained and judged on, described as of past days."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from weir.components.feature import expression
from weir.components.feature.recipe import AS_OF, Recipe
from weir.errors import WeirError
from weir.warehouse import Session, Warehouse


@dataclass(frozen=True)
class Frame:
    """The frame of a recipe in an open session.

    Attributes:
        function: the location's function of ibis tables.
        where: the file that declares the recipe, for messages.
    """

    recipe: Recipe
    function: Callable[..., Any]
    session: Session
    warehouse: Warehouse
    where: object

    def today(self) -> date:
        """The one day in the `as_of` input.

        Raises:
            WeirError: it has no row or several.
        """
        declared = self.recipe.inputs[AS_OF]
        rows = self.session.rows(f"select {AS_OF} from {self.warehouse.name(declared.address)}")
        if len(rows) != 1 or rows[0][0] is None:
            raise WeirError(
                f"{declared.table} must say in one row which day is today; it has {len(rows)}",
                where=self.where,
                fix="load some business days first, or correct the table",
            )
        today: date = rows[0][0]
        return today

    def table(self, days: Sequence[date]) -> Any:
        """The ibis table of keys, features (as float64) and label, as of each of the days.

        Raises:
            WeirError: the function makes no table with the recipe's columns.
        """
        ibis = expression.compiler()
        inputs = expression.tables(self.recipe.inputs, self.warehouse)
        today = inputs[AS_OF]
        # Literal days over the one-row table: an array's UNNEST differs between the engines.
        past = [today.select(as_of=ibis.literal(day)) for day in days]
        inputs[AS_OF] = ibis.union(*past) if len(past) > 1 else past[0]
        arguments = {**inputs, "horizon_days": self.recipe.horizon_days}
        made = expression.built(self.function, arguments, where=self.where)
        wanted = [*self.recipe.primary_key, *self.recipe.features, self.recipe.label]
        missing = [name for name in wanted if name not in made.columns]
        if missing:
            raise WeirError(
                f"the frame has no column {', '.join(missing)}",
                where=self.where,
                fix="add it to the frame's function, or correct the recipe",
            )
        return made.select(
            *self.recipe.primary_key,
            *[made[name].cast("float64").name(name) for name in self.recipe.features],
            made[self.recipe.label].cast("boolean").name(self.recipe.label),
        )

    def rows(self, table: Any) -> pa.Table:
        """The rows of such a table, always in the same order."""
        sql = expression.sql_of(table, self.warehouse)
        order = ", ".join(reversed(self.recipe.primary_key))
        return self.session.arrow(f"select * from (\n{sql}\n) as frame order by {order}")

    def scored(self, table: Any, scores: Mapping[str, Any]) -> dict[str, list[Any]]:
        """Label, baseline and each of the scores (ibis values of the table), row by row."""
        columns = {"label": table[self.recipe.label], "baseline": table[self.recipe.baseline]}
        keys = self.recipe.primary_key
        found: Any = self.rows(table.select(*keys, **columns, **scores))
        return {name: found.column(name).to_pylist() for name in (*columns, *scores)}


def digest(rows: pa.Table) -> str:
    """A hash of the rows' values, whatever their chunks in memory."""
    from pyarrow import csv

    writer: Any = csv  # its stubs are partial
    sink: Any = pa.BufferOutputStream()
    writer.write_csv(rows, sink)
    return hashlib.sha256(sink.getvalue().to_pybytes()).hexdigest()
