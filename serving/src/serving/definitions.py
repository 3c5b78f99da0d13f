"""Everything under `defs/` is part of this code location."""

from pathlib import Path

import dagster as dg


@dg.definitions
def defs() -> dg.Definitions:
    """The location's definitions."""
    folder = dg.load_from_defs_folder(path_within_project=Path(__file__).parent)
    # A process per step costs 3.5 CPU seconds; the work is in the warehouse, not here.
    return dg.Definitions.merge(folder, dg.Definitions(executor=dg.in_process_executor))
