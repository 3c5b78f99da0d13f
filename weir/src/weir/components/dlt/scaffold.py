"""What `dg scaffold defs weir.components.dlt.DltSource <name>` writes.

The written source yields Arrow tables, as every source must, and reads its database's address from
the setting `<NAME>_DATABASE_URL`.
"""

from typing import Any

from dagster.components.scaffold.scaffold import Scaffolder, ScaffoldRequest

DEFS = """\
type: weir.components.dlt.DltSource

attributes:
  dataset: {name}
  source: .source:{name} # yields Arrow tables; reads the setting {setting}
  probe: .probe:{name} # says whether there is anything new; reads the same setting
  owners: ["team:ingestion"]
  tables:
    items:
      description: One row per item.
      columns:
        item_id: BIGINT
        name: VARCHAR
        updated_at: TIMESTAMP # naive UTC
      primary_key: item_id
      write_disposition: replace # by the whole table; what is deleted there goes here, too
"""

SOURCE = '''\
"""The items of {name}, all of them, through its database."""

from typing import Any

import dlt
from dlt.sources.sql_database import sql_database

from weir.environment import current


@dlt.source(name="{name}")
def {name}() -> Any:
    """Arrow tables, which a source must yield; {setting} is a SQLAlchemy URL."""
    database = sql_database(
        current().setting("{setting}"), table_names=["items"], backend="pyarrow"
    )
    # All rows, whenever the probe sees a change. Of a large table read what has changed alone, and
    # take `write_disposition: replace` out of defs.yaml:
    #   changed = dlt.sources.incremental("updated_at", primary_key=(), lag=6 * 3600.0)
    #   database.items.apply_hints(incremental=changed)
    # Rows that are deleted at the source then stay here, unless a column says so (`hard_delete`),
    # and one that is committed more than `lag` seconds after its time is missed.
    return list(database.resources.values())
'''

PROBE = '''\
"""Whether {name} has anything new: one small query."""

import sqlalchemy as sa

from weir.environment import current


def {name}(table: str) -> str:
    """The state of a table: another text whenever a row comes, goes or changes.

    One that goes and one that comes with an older time, both between two looks, are not seen.
    """
    engine = sa.create_engine(current().setting("{setting}"))
    with engine.connect() as connection:
        row = connection.execute(sa.text(f"select count(*), max(updated_at) from {{table}}")).one()
    return str(tuple(row))
'''


class DltSourceScaffolder(Scaffolder[Any]):
    """A source that yields a SQL database's table as Arrow: working once its setting is set."""

    def scaffold(self, request: ScaffoldRequest[Any]) -> None:
        name = request.target_path.name
        words = {"name": name, "setting": f"{name.upper()}_DATABASE_URL"}
        for file, text in (("defs.yaml", DEFS), ("source.py", SOURCE), ("probe.py", PROBE)):
            (request.target_path / file).write_text(text.format(**words))
