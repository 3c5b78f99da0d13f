"""What a state folder has come to, without how it came there."""

import json
import sqlite3
from pathlib import Path

import duckdb


def marts(state: Path) -> dict[str, str]:
    """Rows and a checksum of each table of the published marts, over all columns."""
    path = state / "published" / "warehouse.duckdb"
    with duckdb.connect() as connection:
        connection.execute(f"attach '{path}' as warehouse (read_only); use warehouse")
        tables = connection.execute(
            "select table_name from duckdb_tables() where schema_name = 'mart' order by 1"
        ).fetchall()
        return {table: _checksum(connection, f'mart."{table}"') for (table,) in tables}


def _checksum(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    rows = connection.execute(
        "select count(*), md5(string_agg(row, '|' order by row)) "
        f"from (select to_json(t)::varchar as row from {table} as t)"
    ).fetchone()
    assert rows is not None, "an aggregate has a row"
    return f"{rows[0]} rows, {rows[1]}"


def contacts(state: Path) -> dict[str, str]:
    """The CRM's contacts by our id."""
    with sqlite3.connect(state / "sandbox" / "crm.db") as connection:
        rows = connection.execute("select properties from contacts").fetchall()
    found = [json.loads(properties) for (properties,) in rows]
    return {c["weir_customer_id"]: json.dumps(c, sort_keys=True) for c in found}


def differences(mine: dict[str, str], theirs: dict[str, str]) -> list[str]:
    """Names of what is not the same in both."""
    return sorted(k for k in mine.keys() | theirs.keys() if mine.get(k) != theirs.get(k))
