"""Tables of another state folder's published file, copied into this warehouse."""

from collections.abc import Mapping
from pathlib import Path

import duckdb

from weir.errors import WeirError
from weir.warehouse.duckdb import DuckDBWarehouse, quoted
from weir.warehouse.interface import Address

DATASET = "deferred"  # where the copies lie


def borrow(
    warehouse: DuckDBWarehouse, published: Path, tables: Mapping[str, Address]
) -> dict[str, str]:
    """The names of the copies in the dataset `DATASET`; what is not there is left out.

    The other file is attached by the name that its views store, which is our own file's as well:
    ours is attached by another one, and no connection ever sees two of one name.

    Args:
        tables: schema and table there, each under a name of the caller's.

    Raises:
        WeirError: the other file can't be read.
    """
    dataset = warehouse.dataset(DATASET)
    copies: dict[str, str] = {}
    with warehouse.lease("copy of another environment's tables"):
        connection = duckdb.connect()
        try:
            connection.execute(f"attach '{published}' as warehouse (read_only)")
            connection.execute(f"attach '{warehouse.path}' as ours")
            connection.execute(f'create schema if not exists ours."{dataset}"')
            there = set(
                connection.execute(
                    "select table_schema, table_name from information_schema.tables "
                    "where table_catalog = 'warehouse'"
                ).fetchall()
            )
            for name, table in tables.items():
                if table in there:
                    copies[name] = "__".join(table)
                    connection.execute(
                        f"create or replace table ours.{quoted((dataset, copies[name]))} as "
                        f"select * from warehouse.{quoted(table)}"
                    )
        except duckdb.Error as error:
            raise WeirError(
                f"a table of another environment can't be copied: {error}",
                where=published,
                fix="let a `weir run` there publish it anew",
            ) from error
        finally:
            connection.close()
    return copies
