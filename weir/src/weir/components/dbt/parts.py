"""A project's assets, divided into steps: one for each way in which they are partitioned."""

from collections.abc import Iterator
from dataclasses import dataclass

import dagster as dg

from weir.components.dbt.translation import Translation


@dataclass(frozen=True)
class Part:
    """What one step makes.

    In one step Dagster would report the partitions of some assets for all of them.
    """

    name: str
    specs: list[dg.AssetSpec]
    checks: list[dg.AssetCheckSpec]

    @property
    def partitioned(self) -> bool:
        """Whether it is made day by day."""
        return any(spec.partitions_def is not None for spec in self.specs)


def parts(name: str, translation: Translation) -> Iterator[Part]:
    """The steps of a project: the unpartitioned one by its plain name, then `<name>_daily`, ….

    The check of a table belongs to the table's step; a source's, to the plain one.
    """
    divided: dict[object, list[dg.AssetSpec]] = {None: []}
    for spec in translation.assets.values():
        divided.setdefault(spec.partitions_def, []).append(spec)
    own = {spec.key: definition for definition, specs in divided.items() for spec in specs}
    checks: dict[object, list[dg.AssetCheckSpec]] = {}
    for check in translation.checks.values():
        checks.setdefault(own.get(check.asset_key), []).append(check)
    for number, (definition, specs) in enumerate(divided.items()):
        suffix = "" if definition is None else "_daily" + (f"_{number}" if number > 1 else "")
        if specs or checks.get(definition):
            yield Part(name + suffix, specs, checks.get(definition, []))
