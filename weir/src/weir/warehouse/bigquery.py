"""BigQuery behind the warehouse's interface."""

import contextlib
import os
from collections.abc import Callable, Generator, Iterable, Sequence
from functools import cached_property
from typing import Any

import pyarrow as pa

from weir.environment import Environment
from weir.warehouse.interface import Address, Row, Session, Warehouse
from weir.warehouse.staging import without_staging


class BigQuerySession(Session):
    """A client of one project and location."""

    def __init__(self, client: Any, warehouse: "BigQueryWarehouse") -> None:
        self.client = client
        self.warehouse = warehouse

    def _run(self, sql: str, parameters: Sequence[Any]) -> Any:
        from google.cloud import bigquery

        values = [bigquery.ScalarQueryParameter(None, _kind(p), p) for p in parameters]
        config = bigquery.QueryJobConfig(query_parameters=values)
        return self.client.query_and_wait(sql, job_config=config)

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        self._run(sql, parameters)

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        return [tuple(row.values()) for row in self._run(sql, parameters)]

    def arrow(self, sql: str, parameters: Sequence[Any] = ()) -> pa.Table:
        table: pa.Table = self._run(sql, parameters).to_arrow()
        return table

    def create_dataset(self, dataset: str) -> None:
        self.client.create_dataset(self.warehouse.dataset(dataset), exists_ok=True)

    def replace_table(self, address: Address, select: str) -> None:
        self.create_dataset(address[0])
        self.execute(f"create or replace table {self.warehouse.name(address)} as {select}")

    def append(self, address: Address, rows: pa.Table) -> None:
        import io

        import pyarrow.parquet as pq
        from google.cloud import bigquery

        buffer = io.BytesIO()
        writer: Any = pq  # its stubs are partial
        writer.write_table(rows, buffer)
        buffer.seek(0)
        config = bigquery.LoadJobConfig(
            source_format=bigquery.SourceFormat.PARQUET,
            write_disposition=bigquery.WriteDisposition.WRITE_APPEND,
        )
        target = f"{self.warehouse.dataset(address[0])}.{address[1]}"
        self.client.load_table_from_file(buffer, target, job_config=config).result()

    def columns(self, dataset: str) -> dict[str, list[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = {}
        for table, column, kind in self.rows(
            "select table_name, column_name, data_type "
            f"from `{self.warehouse.dataset(dataset)}`.INFORMATION_SCHEMA.COLUMNS "
            "order by table_name, ordinal_position"
        ):
            found.setdefault(table, []).append((column, kind))
        return found

    def tables(self) -> set[Address]:
        prefix = self.warehouse.environment.dataset_prefix
        found: set[Address] = set()
        for dataset in self.client.list_datasets():
            name: str = dataset.dataset_id
            if not name.startswith(prefix):
                continue
            tables = self.client.list_tables(name)
            found.update((name.removeprefix(prefix), table.table_id) for table in tables)
        return without_staging(found)

    def row_counts(self, addresses: Iterable[Address]) -> dict[Address, int]:
        present = self.tables()
        wanted = sorted(a for a in set(addresses) if a in present)
        return {
            a: self.rows(f"select count(*) from {self.warehouse.name(a)}")[0][0] for a in wanted
        }


class BigQueryWarehouse(Warehouse):
    """Concurrent writers, tables replaced atomically one by one: no lease, nothing to publish."""

    dialect = "bigquery"

    def __init__(self, environment: Environment) -> None:
        self.environment = environment

    @cached_property
    def project(self) -> str:
        """The Google Cloud project that holds the datasets."""
        return self.environment.setting("WEIR_BIGQUERY_PROJECT")

    def dataset(self, dataset: str) -> str:
        return f"{self.environment.dataset_prefix}{dataset}"

    def name(self, address: Address) -> str:
        return f"`{self.dataset(address[0])}`.`{address[1]}`"

    @contextlib.contextmanager
    def lease(self, holder: str, meanwhile: Callable[[], bool] | None = None) -> Generator[None]:
        yield

    @contextlib.contextmanager
    def session(self, holder: str, *, read_only: bool = False) -> Generator[Session]:
        from google.cloud import bigquery

        location = os.environ.get("WEIR_BIGQUERY_LOCATION", "US")
        client = bigquery.Client(project=self.project, location=location)
        try:
            yield BigQuerySession(client, self)
        finally:
            client.close()

    @contextlib.contextmanager
    def reader(self) -> Generator[Session]:
        with self.session("reader", read_only=True) as session:
            yield session

    def publish(self) -> bool:
        return False

    def identity(self) -> str:
        return f"{self.project}/{self.environment.dataset_prefix}"

    def dlt_destination(self) -> Any:
        import dlt

        return dlt.destinations.bigquery(project_id=self.project)

    def child_environment(self) -> dict[str, str]:
        return {
            "WEIR_BIGQUERY_PROJECT": self.project,
            "WEIR_DATASET_PREFIX": self.environment.dataset_prefix,
        }


def _kind(value: object) -> str:
    """BigQuery's name for a parameter's type."""
    match value:
        case bool():
            return "BOOL"
        case int():
            return "INT64"
        case float():
            return "FLOAT64"
        case _:
            return "STRING"
