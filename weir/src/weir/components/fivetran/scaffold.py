"""What `dg scaffold defs weir.components.fivetran.FivetranConnection <name>` writes."""

from typing import Any

from dagster.components.scaffold.scaffold import Scaffolder, ScaffoldRequest

DEFS = """\
type: weir.components.fivetran.FivetranConnection

attributes:
  connection: FIVETRAN_{setting}_CONNECTION # the setting that holds the connection's id
  dataset: {name} # the connection's schema in Fivetran
  trigger: fivetran # its own schedule; `weir` to start its syncs, with `sync_every: 6h`
  owners: ["team:ingestion"]
  tables:
    items:
      description: One row per item.
      columns:
        id: BIGINT
        name: VARCHAR
        _fivetran_synced: TIMESTAMP # naive UTC
"""


class FivetranConnectionScaffolder(Scaffolder[Any]):
    """A connection with one table: working once its setting is set and its columns are right."""

    def scaffold(self, request: ScaffoldRequest[Any]) -> None:
        name = request.target_path.name
        text = DEFS.format(name=name, setting=name.upper())
        (request.target_path / "defs.yaml").write_text(text)
