"""A model that nobody trained, so that what scores with it can be compiled before anything ran.

Which columns a score reads stands in the promoted version's parameters. Fitting the recipe to
made-up rows gives parameters of the same form: the columns are right, the numbers mean nothing.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import pyarrow as pa

from weir.components.feature.registry import Version
from weir.errors import WeirError
from weir.lineage.model import Columns, Origin, Told

ROWS = 64


@dataclass(frozen=True)
class Scored:
    """The stand-in of a model.

    Attributes:
        recipe: what the model's own call is given: its fit, features and label.
    """

    recipe: Mapping[str, Any]
    registry: str
    name: str

    def version(self, seed: int = 0) -> Version:
        """A version whose parameters were fitted to made-up rows.

        Raises:
            WeirError: the location's `fit` does not take them.
        """
        return Version(
            name=self.name,
            version="none",
            trained_as_of=date.min,
            trained_from=date.min,
            feature_hash="",
            metrics={},
            model=_fitted(
                self.recipe["fit"], tuple(self.recipe["features"]), self.recipe["label"], seed
            ),
            promoted=False,
        )

    def with_registry(self, told: Told, compiled: Callable[[Version], str], dialect: str) -> Told:
        """Add the registry's columns to those columns whose SQL differs with the version."""
        one = self.version()
        sql = compiled(one)
        others = {
            "model": compiled(self.version(seed=1)),
            "version": compiled(replace(one, version="another")),
        }
        made: dict[str, Columns] = dict(told.columns)
        for name, columns in told.columns.items():
            alone = _alone(sql, name, dialect)
            made[name] = (
                *columns,
                *(
                    Origin(self.registry, column)
                    for column, other in others.items()
                    if _alone(other, name, dialect) != alone
                ),
            )
        return Told(made, told.reasons)


@cache
def _fitted(call: str, features: tuple[str, ...], label: str, seed: int) -> dict[str, Any]:
    from weir.components.reference import imported

    values = {
        name: [float((row + 1) * (place + 2 + seed) % 17) for row in range(ROWS)]
        for place, name in enumerate(features)
    }
    rows = pa.table({**values, label: [row % 3 == 0 for row in range(ROWS)]})
    try:
        fitted = imported(call)(rows, list(features), label)
    except Exception as error:
        raise WeirError(
            f"{call} can't be fitted to made-up rows, so the columns that the score reads are "
            f"known only once it ran: {error}"
        ) from error
    return dict(json.loads(json.dumps(fitted)))


def _alone(sql: str, column: str, dialect: str) -> str:
    """What of a query makes one of its columns."""
    import sqlglot
    from sqlglot.optimizer.pushdown_projections import pushdown_projections
    from sqlglot.optimizer.qualify import qualify

    tree: Any = sqlglot.parse_one(f"select {column} from ({sql}) as t", read=dialect)
    whole: Any = qualify(tree, dialect=dialect, validate_qualify_columns=False)
    return str(pushdown_projections(whole, dialect=dialect).sql(dialect))
