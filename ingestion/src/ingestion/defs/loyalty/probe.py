"""Whether the loyalty system has anything new: one request for all its tables."""

import json

from ingestion.defs.loyalty.api import changes
from weir.retry import PROBE


def loyalty(table: str) -> str:
    """The state of a table: another text whenever a row comes or changes."""
    return json.dumps(changes(PROBE)[table], sort_keys=True)
