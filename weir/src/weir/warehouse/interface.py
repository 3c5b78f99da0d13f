"""What code may ask of a warehouse."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, TypeAlias

import pyarrow as pa

Address: TypeAlias = tuple[str, str]
"""A table's address, (dataset, table): the same two words as its asset key."""

Row: TypeAlias = tuple[Any, ...]


class Session(ABC):
    """An open connection. SQL is in the warehouse's dialect; tables are named with `name`."""

    @abstractmethod
    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Run a statement. Parameters are positional, written `?`."""

    @abstractmethod
    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """All rows of a query."""

    @abstractmethod
    def arrow(self, sql: str, parameters: Sequence[Any] = ()) -> pa.Table:
        """All rows of a query as an Arrow table."""

    @abstractmethod
    def create_dataset(self, dataset: str) -> None:
        """Make the dataset where there is none."""

    @abstractmethod
    def replace_table(self, address: Address, select: str) -> None:
        """Replace a table by the rows of a query, atomically; its dataset is made if need be."""

    @abstractmethod
    def append(self, address: Address, rows: pa.Table) -> None:
        """Append Arrow rows to an existing table; columns are matched by name."""

    @abstractmethod
    def columns(self, dataset: str) -> dict[str, list[tuple[str, str]]]:
        """(name, type) of each column of each table and view of a dataset, in table order."""

    @abstractmethod
    def tables(self) -> set[Address]:
        """Addresses of all tables and views, without the environment's prefix."""

    @abstractmethod
    def row_counts(self, addresses: Iterable[Address]) -> dict[Address, int]:
        """Exact number of rows of each of the tables; missing ones are left out."""


class Warehouse(ABC):
    """Where the tables are. Keys never depend on the environment; names in SQL do."""

    dialect: str
    """Name of the SQL dialect, as sqlglot, dbt and ibis spell it."""

    @abstractmethod
    def dataset(self, dataset: str) -> str:
        """The dataset's name in this environment (with its prefix)."""

    @abstractmethod
    def name(self, address: Address) -> str:
        """A table's quoted name for SQL in this environment."""

    @abstractmethod
    def lease(
        self, holder: str, meanwhile: Callable[[], bool] | None = None
    ) -> AbstractContextManager[None]:
        """The right to write, for code that opens the warehouse by itself (dlt, dbt).

        Bounded wait; `holder` is what others that wait are told, `meanwhile` is done while this
        one waits and gives up by True. Where the engine takes concurrent writers this is free.
        """

    @abstractmethod
    def session(self, holder: str, *, read_only: bool = False) -> AbstractContextManager[Session]:
        """A connection to the live tables, under the lease where the engine needs one."""

    @abstractmethod
    def reader(self) -> AbstractContextManager[Session]:
        """A connection to what people read: never waits, never blocks a writer.

        DuckDB: the published copy. BigQuery: the tables themselves.
        """

    @abstractmethod
    def publish(self) -> bool:
        """Show the present state to readers. False: nothing had changed."""

    @abstractmethod
    def identity(self) -> str:
        """An id that changes when the warehouse is made anew."""

    def lost(self) -> bool:
        """Whether the tables, or the readers' copy, were taken away since this was last asked.

        A hint, at no cost.
        """
        return False

    @abstractmethod
    def dlt_destination(self) -> Any:
        """The dlt destination object of this warehouse."""

    @abstractmethod
    def child_environment(self) -> dict[str, str]:
        """Environment variables with which dbt's profile finds this warehouse."""
