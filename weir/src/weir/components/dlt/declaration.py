"""What `defs.yaml` says of the tables of a dlt source."""

from collections.abc import Iterable
from typing import Annotated, Literal, Self

import dagster as dg
from pydantic import BeforeValidator, Field, field_validator, model_validator

from weir.columns import arrow_type
from weir.components.declared import Declared
from weir.landing import Landing


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


Names = Annotated[list[str], BeforeValidator(_as_list)]


class Table(Declared):
    """A table that the source loads.

    Attributes:
        columns: type of each column: BIGINT, BOOLEAN, DATE, DOUBLE, NUMERIC(p, s), TIMESTAMP
            (naive UTC) or VARCHAR. A column that does not arrive is an error, as is another
            type; a column that is not declared is loaded and reported.
        primary_key: column(s) whose values are unique and never missing; checked after each load.
        merge_key: column(s) whose values arrive complete: a load replaces all rows that have one
            of the values it brings.
        write_disposition: `merge` (the default where there is a key to merge by) or `replace`.
        hard_delete: column that is not null in rows that the source deleted.
        files: path of landing files, with the columns that a file's name carries in braces.
        released: names of bad files that are left out knowingly.
        allow_empty: whether the table, or one of its files, may be empty.
        data_time: TIMESTAMP or DATE column whose largest value says how new the data is, for
            `freshness: {of: data}`; without it, the time of the load does.
    """

    description: str
    columns: Annotated[dict[str, str], Field(min_length=1)]
    primary_key: Names = Field(default_factory=list)
    merge_key: Names = Field(default_factory=list)
    write_disposition: Literal["merge", "replace"] | None = None
    hard_delete: str | None = None
    files: str | None = None
    released: list[str] = Field(default_factory=list[str])
    allow_empty: bool = False
    data_time: str | None = None
    owners: list[str] | None = None
    tags: dict[str, str] = Field(default_factory=dict[str, str])

    @field_validator("columns")
    @classmethod
    def _known_types(cls, columns: dict[str, str]) -> dict[str, str]:
        for kind in columns.values():
            arrow_type(kind)
        return columns

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        columns = Landing(self.files).columns if self.files else ()
        named = [*self.primary_key, *self.merge_key, self.hard_delete, *columns, self.data_time]
        if unknown := [name for name in named if name and name not in self.columns]:
            raise ValueError(f"{', '.join(unknown)}: no such column is declared")
        if self.data_time and self.columns[self.data_time] not in ("TIMESTAMP", "DATE"):
            raise ValueError(f"data_time {self.data_time} is neither TIMESTAMP nor DATE")
        if self.files and (self.merge_key or self.write_disposition):
            raise ValueError(
                "files say by themselves what they replace (the rows with the value in their "
                "name, or the whole table): leave out merge_key and write_disposition"
            )
        if self.released and not self.files:
            raise ValueError("released names files, but the table has no `files`")
        if self.write_disposition == "merge" and not (self.primary_key or self.merge_key):
            raise ValueError("write_disposition merge needs a primary_key or a merge_key")
        if self.hard_delete and not (self.merges and self.primary_key):
            raise ValueError("hard_delete needs write_disposition merge and a primary_key")
        return self

    @property
    def merges(self) -> bool:
        """Whether a load changes some rows, rather than replacing the table."""
        if self.files:
            return bool(Landing(self.files).columns)
        return self.write_disposition != "replace" and bool(self.primary_key or self.merge_key)


def table_schema(table: Table) -> dg.TableSchema:
    """The declared columns as Dagster shows them."""
    return dg.TableSchema(
        [
            dg.TableColumn(
                name,
                kind,
                constraints=dg.TableColumnConstraints(
                    nullable=name not in table.primary_key, unique=table.primary_key == [name]
                ),
            )
            for name, kind in table.columns.items()
        ]
    )


def without_files(tables: Iterable[tuple[str, Table]]) -> list[str]:
    """Names of the tables that do not come from landing files."""
    return [name for name, table in tables if not table.files]
