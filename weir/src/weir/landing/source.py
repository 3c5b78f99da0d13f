"""The dlt source of tables whose files need no code of their own."""

from collections.abc import Mapping
from typing import Any

from weir.landing.intake import Intake


def landing_source(name: str, intakes: Mapping[str, Intake]) -> Any:
    """A dlt source with one resource for each table.

    Args:
        name: the source's name.
        intakes: what to read, by the table's name.
    """
    import dlt

    vendor: Any = dlt

    @vendor.source(name=name)
    def files() -> Any:
        return [vendor.resource(intake.tables(), name=table) for table, intake in intakes.items()]

    return files()
