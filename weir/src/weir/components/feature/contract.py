"""The columns that a feature reads, declared, and compared with the warehouse's own."""

import difflib
from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from weir.components.declared import Declared
from weir.components.feature.types import Type
from weir.errors import WeirError
from weir.warehouse import Session
from weir.warehouse.interface import Address

TableName = Annotated[str, Field(pattern=r"^\w+/\w+$", description="dataset/table")]


class Input(Declared):
    """A table that a feature reads, and the columns of it that it uses.

    Attributes:
        table: `dataset/table`, which is also its asset key.
        columns: name and type of each column that the feature's function may name.
    """

    table: TableName
    columns: dict[str, Type]

    @property
    def address(self) -> Address:
        """Dataset and table."""
        return address_of(self.table)


def address_of(table: str) -> Address:
    """`dataset/table` as an address."""
    dataset, _, name = table.partition("/")
    return dataset, name


def verify(session: Session, inputs: Mapping[str, Input], *, declared_in: object) -> None:
    """Compare declared columns with the real ones, before any SQL is made of them.

    Args:
        session: an open session of the warehouse.
        inputs: what is declared, by the name under which the feature's function takes it.
        declared_in: the file that declares them, for the message.

    Raises:
        WeirError: a table or column is missing, or a column has another type.
    """
    datasets = {declared.address[0] for declared in inputs.values()}
    catalog = {dataset: session.columns(dataset) for dataset in datasets}
    for name, declared in inputs.items():
        dataset, table = declared.address
        where = f"{declared_in}, inputs.{name}"
        if table not in catalog[dataset]:
            raise WeirError(
                f"the input {declared.table} is not in the warehouse",
                where=where,
                fix=f"materialize {declared.table} first, or correct `table`",
            )
        _compare(declared, dict(catalog[dataset][table]), where)


def _compare(declared: Input, real: dict[str, str], where: str) -> None:
    for column, kind in declared.columns.items():
        if column not in real:
            near = difflib.get_close_matches(column, real, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"it has {', '.join(real)}"
            raise WeirError(
                f"{declared.table} has no column {column!r}; {hint}",
                where=where,
                fix="correct the declaration, or add the column to the table",
            )
        if not kind.holds(real[column]):
            raise WeirError(
                f"{declared.table}.{column} is {real[column]}, declared is {kind}",
                where=where,
                fix="correct the declaration, or cast the column where the table is made",
            )
