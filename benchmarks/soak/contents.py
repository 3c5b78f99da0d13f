"""What a state folder has come to, without how it came there."""

import json
import sqlite3
from pathlib import Path

import duckdb

MEMBERSHIP = "weir_audience_"


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
    """The members of audiences in the CRM, by our id.

    Who was a member for a day and left stays a contact there; the replay takes all days in at
    once, and never hears of them.
    """
    with sqlite3.connect(state / "sandbox" / "crm.db") as connection:
        rows = connection.execute("select properties from contacts").fetchall()
    found = [json.loads(properties) for (properties,) in rows]
    told = [{k: v for k, v in c.items() if v not in ("", "false")} for c in found]
    members = [c for c in told if any(name.startswith(MEMBERSHIP) for name in c)]
    return {c["weir_customer_id"]: json.dumps(c, sort_keys=True) for c in members}


def differences(mine: dict[str, str], theirs: dict[str, str]) -> list[str]:
    """Names of what is not the same in both."""
    return sorted(k for k in mine.keys() | theirs.keys() if mine.get(k) != theirs.get(k))
