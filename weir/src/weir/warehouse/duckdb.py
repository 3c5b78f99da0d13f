"""The embedded warehouse: one DuckDB file, one writer at a time, a published copy."""

import contextlib
import re
import time
import uuid
from collections.abc import Callable, Generator, Iterable, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from weir.disk import explained
from weir.environment import Environment
from weir.errors import WeirError
from weir.lease import Lease
from weir.warehouse.interface import Address, Row, Session, Warehouse
from weir.warehouse.publish import publish
from weir.warehouse.staging import without_staging

# DuckDB 2's own format can't be opened by 1.x, which people's tools are built on.
STORAGE_VERSION = "v1.2.0"
IDENTITY = "ops.weir_identity"
LIMITS = {"memory_limit": "3GB", "threads": "2"}  # DuckDB's default is 80 % of the machine each
ORPHAN_WAIT = 30.0  # seconds for a killed step's child to end
UNWRITTEN = "the warehouse could not be written"
KEPT = "what was made before is kept, and it goes on from there"
HIDDEN = frozenset({"information_schema", "pg_catalog"})


class DuckDBSession(Session):
    """A connection to a DuckDB file; datasets carry the environment's prefix there."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, prefix: str = "") -> None:
        self.connection = connection
        self.prefix = prefix

    def _name(self, address: Address) -> str:
        return quoted((f"{self.prefix}{address[0]}", address[1]))

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        self.connection.execute(sql, list(parameters))

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        return self.connection.execute(sql, list(parameters)).fetchall()

    def arrow(self, sql: str, parameters: Sequence[Any] = ()) -> pa.Table:
        relation: Any = self.connection.sql(sql, params=list(parameters))
        # A statement that answers nothing (a `create`) has no relation.
        return relation.to_arrow_table() if relation is not None else pa.table({})

    def create_dataset(self, dataset: str) -> None:
        self.connection.execute(f'create schema if not exists "{self.prefix}{dataset}"')

    def replace_table(self, address: Address, select: str) -> None:
        self.create_dataset(address[0])
        self.connection.execute(f"create or replace table {self._name(address)} as {select}")

    def append(self, address: Address, rows: pa.Table) -> None:
        self.connection.register("weir_appended", rows)
        try:
            self.connection.execute(
                f"insert into {self._name(address)} by name select * from weir_appended"
            )
        finally:
            self.connection.unregister("weir_appended")

    def columns(self, dataset: str) -> dict[str, list[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = {}
        for table, column, kind in self.rows(
            "select table_name, column_name, data_type from duckdb_columns() "
            "where schema_name = ? and not internal order by table_name, column_index",
            [f"{self.prefix}{dataset}"],
        ):
            found.setdefault(table, []).append((column, kind))
        return found

    def tables(self) -> set[Address]:
        found = self.rows(
            "select schema_name, table_name from duckdb_tables() where not internal union "
            "select schema_name, view_name from duckdb_views() where not internal"
        )
        return without_staging(
            {
                (schema.removeprefix(self.prefix), table)
                for schema, table in found
                if schema.startswith(self.prefix) and schema not in HIDDEN
            }
        )

    def row_counts(self, addresses: Iterable[Address]) -> dict[Address, int]:
        present = self.tables()
        wanted = sorted(a for a in set(addresses) if a in present)
        return {a: self.rows(f"select count(*) from {self._name(a)}")[0][0] for a in wanted}


class DuckDBWarehouse(Warehouse):
    """DuckDB behind the warehouse's interface.

    DuckDB lets one process write, and a reader of the live file blocks it. So writers take a
    lease, and people read a copy that is replaced when a run has passed its gates.
    """

    dialect = "duckdb"

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.home = environment.home
        self.path = self.home.warehouse
        # At the last look: the file's inode, and whether readers had a copy.
        self._seen: tuple[int | None, bool] = (None, False)
        self._lease = Lease(self.path.with_suffix(".lock"), "the warehouse")

    def dataset(self, dataset: str) -> str:
        return f"{self.environment.dataset_prefix}{dataset}"

    def name(self, address: Address) -> str:
        return quoted((self.dataset(address[0]), address[1]))

    @contextlib.contextmanager
    def lease(self, holder: str, meanwhile: Callable[[], bool] | None = None) -> Generator[None]:
        with self._lease.held(holder, meanwhile), explained(UNWRITTEN, self.path, KEPT):
            self._create()
            yield

    @contextlib.contextmanager
    def session(self, holder: str, *, read_only: bool = False) -> Generator[Session]:
        with self.lease(holder):
            connection = duckdb.connect(str(self.path), read_only=read_only, config=self._config())
            try:
                yield DuckDBSession(connection, self.environment.dataset_prefix)
            finally:
                connection.close()

    @contextlib.contextmanager
    def reader(self) -> Generator[Session]:
        if not self.home.published.exists():
            raise WeirError(
                "nothing is published yet",
                where=self.home.published,
                fix="run `weir run`; what its checks pass is published",
            )
        # Attached from a connection in memory: a process that holds the old copy open would
        # be shown the old contents again (DuckDB caches instances by path).
        connection = duckdb.connect(config=self._config())
        try:
            connection.execute(f"attach '{self.home.published}' as warehouse (read_only)")
            connection.execute("use warehouse")
            yield DuckDBSession(connection, self.environment.dataset_prefix)
        finally:
            connection.close()

    def publish(self) -> bool:
        with self.lease("publish"):
            return publish(self.path, self.home.published)

    def identity(self) -> str:
        with self.session("identity", read_only=True) as session:
            return str(session.rows(f"select warehouse_id from {IDENTITY}")[0][0])

    def lost(self) -> bool:
        (file_before, copy_before), copy = self._seen, self.home.published.exists()
        file = self.path.stat().st_ino if self.path.exists() else None
        self._seen = file, copy
        return (file_before is not None and file != file_before) or (copy_before and not copy)

    def dlt_destination(self) -> Any:
        import dlt
        from dlt.destinations.impl.duckdb.configuration import DuckDbCredentials

        return dlt.destinations.duckdb(
            DuckDbCredentials(str(self.path), global_config=self._config())
        )

    def child_environment(self) -> dict[str, str]:
        return {
            "WEIR_DUCKDB_PATH": str(self.path),
            "WEIR_DUCKDB_TEMP": str(self.home.state / "tmp"),
            "WEIR_DUCKDB_MEMORY": LIMITS["memory_limit"],
            "WEIR_DATASET_PREFIX": self.environment.dataset_prefix,
        }

    def _config(self) -> dict[str, Any]:
        return {**LIMITS, "temp_directory": str(self.home.state / "tmp")}

    def _create(self) -> None:
        """Make the file if there is none; refuse one that belongs to another state folder."""
        if self.path.exists():
            self._verify()
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        made = self.path.with_suffix(".new")
        made.unlink(missing_ok=True)
        connection = duckdb.connect()
        try:
            connection.execute(
                f"attach '{made}' as warehouse (storage_version '{STORAGE_VERSION}')"
            )
            connection.execute("create schema warehouse.ops")
            connection.execute(
                f"create table warehouse.{IDENTITY} as select ? as home_id, ? as warehouse_id",
                [self.home.identity, uuid.uuid4().hex],
            )
        finally:
            connection.close()
        made.rename(self.path)

    def _verify(self) -> None:
        # Each time: a file in the place of a deleted one may have got its inode's number.
        connection = self._open_alone()
        try:
            row = connection.execute(f"select home_id from {IDENTITY}").fetchone()
        except duckdb.CatalogException:
            row = None
        finally:
            connection.close()
        if row is None or row[0] != self.home.identity:
            raise WeirError(
                "this warehouse file does not belong to this state folder",
                where=self.path,
                fix="put the right file back, or move this one away; the next run loads anew",
            )

    def _open_alone(self) -> duckdb.DuckDBPyConnection:
        """A connection, once no process without the lease has the file open.

        A step killed with -9 leaves its dbt child behind, which holds DuckDB's own lock while
        the lease is free.
        """
        deadline = time.monotonic() + ORPHAN_WAIT
        while True:
            try:
                return duckdb.connect(str(self.path), config=self._config())
            except duckdb.IOException as error:
                if "Conflicting lock" not in str(error):
                    raise WeirError(
                        f"the warehouse can't be opened: {error}",
                        where=self.path,
                        fix="move the file away; the next run makes a new one and loads anew",
                    ) from error
                if time.monotonic() > deadline:
                    found = re.search(r"PID (\d+)", str(error))
                    who = f"process {found[1]}" if found else "another process"
                    raise WeirError(
                        f"{who} has the warehouse open without the lease",
                        where=self.path,
                        fix="end it, or let it read the published copy (`weir sql`)",
                    ) from error
                time.sleep(0.2)


def quoted(address: Address) -> str:
    """A table's name, quoted for DuckDB."""
    return '"{}"."{}"'.format(*(part.replace('"', '""') for part in address))
