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
        """Whether it is made by partition."""
        return any(spec.partitions_def is not None for spec in self.specs)


def parts(name: str, translation: Translation) -> Iterator[Part]:
    """The steps of a project: the unpartitioned one by its plain name, `<name>_daily`, and so on.

    The check of a table belongs to the table's step; a source's, to the plain one.
    """
    divided: dict[object, list[dg.AssetSpec]] = {None: []}
    for spec in translation.assets.values():
        divided.setdefault(spec.partitions_def, []).append(spec)
    own = {spec.key: definition for definition, specs in divided.items() for spec in specs}
    checks: dict[object, list[dg.AssetCheckSpec]] = {}
    for check in translation.checks.values():
        checks.setdefault(own.get(check.asset_key), []).append(check)
    named: dict[str, int] = {}
    for definition, specs in divided.items():
        suffix = _suffix(definition)
        number = named[suffix] = named.get(suffix, 0) + 1
        if specs or checks.get(definition):
            own = name + suffix + (f"_{number}" if number > 1 else "")
            yield Part(own, specs, checks.get(definition, []))


def _suffix(definition: object) -> str:
    match definition:
        case dg.TimeWindowPartitionsDefinition():
            return "_daily"
        case dg.StaticPartitionsDefinition():
            return "_static"
        case dg.MultiPartitionsDefinition():
            return "_daily_static"
        case _:
            return ""
