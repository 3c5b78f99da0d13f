"""Whether the shop has anything new: one small query per table."""

import sqlalchemy as sa

from ingestion.defs.shop.database import engine


def shop(table: str) -> str:
    """The state of a table: another text whenever a row comes, goes or changes."""
    rows = sa.table(table, sa.column("updated_at"))
    query = sa.select(sa.func.count(), sa.func.max(rows.c.updated_at)).select_from(rows)
    with engine().connect() as connection:
        count, latest = connection.execute(query).one()
    return f"{count} rows, latest {latest}"
