"""The demo's locations as Dagster runs them by default: every sensor at its default interval."""

from typing import Any

import dagster as dg

from weir.graph.workspace import Location, locations
from weir.home import find_project

DEFAULT = 30  # seconds; what a sensor has that does not say anything


def _stock(location: Location) -> Any:
    @dg.definitions
    def defs() -> dg.Definitions:
        loaded = location.load()
        for sensor in loaded.sensors or []:
            object.__setattr__(sensor, "_min_interval", DEFAULT)  # it has no setter
        return loaded

    return defs


# `dagster dev` is told which of them a location is by its attribute.
for _location in locations(find_project()):
    globals()[_location.name] = _stock(_location)
