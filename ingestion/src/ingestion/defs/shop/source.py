"""The shop's operational database: changed orders and products, all households."""

from typing import Any

import dlt
from dlt.sources.sql_database import sql_database

from ingestion.defs.shop.database import engine

# Seconds. A long transaction commits rows with times before those of rows that were read already.
LATE = 6 * 3600.0


@dlt.source(name="shop")
def shop() -> Any:
    """The source. Reflects the tables when it is called, so call it only to load."""
    database = sql_database(
        engine(), table_names=["orders", "products", "households"], backend="pyarrow"
    )
    for table in (database.orders, database.products):
        # Rows that share the last timestamp are read again and merged; remembering each of them,
        # as dlt does by default, costs more than that.
        table.apply_hints(
            incremental=dlt.sources.incremental("updated_at", primary_key=(), lag=LATE)
        )
    return list(database.resources.values())
