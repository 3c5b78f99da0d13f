"""What `defs.yaml` says of the tables of a Fivetran connection."""

from typing import Annotated

import dagster as dg
from pydantic import Field, field_validator

from weir.columns import arrow_type
from weir.components.declared import Declared

SYNCED = "_fivetran_synced"


class Table(Declared):
    """A table that the connection loads.

    Attributes:
        columns: type of each column: BIGINT, BOOLEAN, DATE, DOUBLE, NUMERIC(p, s), TIMESTAMP
            (naive UTC) or VARCHAR. A column that is not in the warehouse is an error, as is
            another type; a column that is not declared is reported.
        allow_empty: whether the table may be without rows.
    """

    description: str
    columns: Annotated[dict[str, str], Field(min_length=1)]
    allow_empty: bool = False
    owners: list[str] | None = None
    tags: dict[str, str] = Field(default_factory=dict[str, str])

    @field_validator("columns")
    @classmethod
    def _as_fivetran_makes_them(cls, columns: dict[str, str]) -> dict[str, str]:
        for kind in columns.values():
            arrow_type(kind)
        if columns.get(SYNCED) != "TIMESTAMP":
            raise ValueError(f"{SYNCED}: TIMESTAMP is missing; every table of Fivetran has it")
        return columns

    def table_schema(self) -> dg.TableSchema:
        """The declared columns as Dagster shows them."""
        return dg.TableSchema([dg.TableColumn(name, kind) for name, kind in self.columns.items()])
