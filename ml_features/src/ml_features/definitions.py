"""Everything under `defs/` is part of this code location."""

import dagster as dg

from weir import location


@dg.definitions
def defs() -> dg.Definitions:
    """The location's definitions."""
    return location.definitions(__file__)
