"""Names of tables without their dataset."""

from collections.abc import Set as AbstractSet

import sqlglot
from sqlglot import expressions as sx
from sqlglot.errors import SqlglotError

from weir.errors import WeirError
from weir.warehouse.interface import Address


def resolve(sql: str, tables: AbstractSet[Address], dialect: str = "duckdb") -> str:
    """The statement with the dataset added to each table that is named without one.

    A statement that sqlglot can't read is left to the engine as it is, and so is a name that no
    table has.

    Raises:
        WeirError: a name fits tables of several datasets.
    """
    try:
        tree = sqlglot.parse_one(sql, read=dialect)
    except SqlglotError:
        return sql
    local = {cte.alias_or_name for cte in tree.find_all(sx.CTE)}
    changed = False
    for node in tree.find_all(sx.Table):
        if node.db or not node.name or node.name in local:
            continue
        datasets = sorted(dataset for dataset, table in tables if table == node.name)
        if len(datasets) > 1:
            raise WeirError(
                f"{node.name} is a table in several datasets: {', '.join(datasets)}",
                where=sql,
                fix=f"write {datasets[0]}.{node.name} or another of them",
            )
        if datasets:
            node.set("db", sx.to_identifier(datasets[0]))
            changed = True
    return tree.sql(dialect=dialect) if changed else sql
