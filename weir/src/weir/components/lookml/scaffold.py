"""What `dg scaffold defs weir.components.lookml.LookmlDashboards NAME` writes."""

from typing import Any

import dagster as dg

TEMPLATE = """\
type: {type_name}

attributes:
  project: looker # the folder with the *.model.lkml
  owners: ["team:activation"]
"""


class LookmlScaffolder(dg.Scaffolder):
    """Writes a `defs.yaml` with every key that it must have."""

    def scaffold(self, request: dg.ScaffoldRequest[Any]) -> None:
        """Write it into the folder."""
        text = TEMPLATE.format(type_name=request.type_name)
        (request.target_path / "defs.yaml").write_text(text)
