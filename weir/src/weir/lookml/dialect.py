"""LookML's SQL is BigQuery's; here it becomes the warehouse's."""

from typing import Any

from weir.lookml.query import Query
from weir.warehouse import Warehouse

READ = "bigquery"


def translate(query: Query, warehouse: Warehouse) -> str:
    """The query in the warehouse's dialect, with the environment's name of the table."""
    import sqlglot
    from sqlglot import exp

    tree: Any = sqlglot.parse_one(query.sql, read=READ)
    source = f"select 1 from {warehouse.name(query.view.table)} as {query.view.name}"
    named: Any = sqlglot.parse_one(source, read=warehouse.dialect)
    tree.find(exp.Table).replace(named.find(exp.Table))
    return str(tree.sql(warehouse.dialect, pretty=True))
