"""What `dg scaffold defs weir.components.alerts.Alerts NAME` writes."""

from typing import Any

import dagster as dg

TEMPLATE = """\
type: {type_name}

attributes:
  teams: ../deploy/teams.yaml # who gets the messages, and where
"""


class AlertsScaffolder(dg.Scaffolder):
    """Writes a `defs.yaml` with every key that it must have."""

    def scaffold(self, request: dg.ScaffoldRequest[Any]) -> None:
        """Write it into the folder."""
        text = TEMPLATE.format(type_name=request.type_name)
        (request.target_path / "defs.yaml").write_text(text)
