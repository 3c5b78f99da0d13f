"""What `dg scaffold defs weir.components.audience.Audience NAME` writes."""

from typing import Any

import dagster as dg

TEMPLATE = """\
type: {type_name}

attributes:
  name: {name}
  description: Who they are, and what the CRM does with them.
  table: mart.your_mart # one row per member
  id_column: weir_customer_id
  identity: # CRM property: column
    email: email
  owners: ["team:activation"]
"""


class AudienceScaffolder(dg.Scaffolder):
    """Writes a `defs.yaml` with every key that an audience must have."""

    def scaffold(self, request: dg.ScaffoldRequest[Any]) -> None:
        """Write it into the folder, whose name becomes the audience's."""
        text = TEMPLATE.format(type_name=request.type_name, name=request.target_path.name)
        (request.target_path / "defs.yaml").write_text(text)
