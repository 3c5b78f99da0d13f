"""Refuse tables of a partitioned source of which no partition can be loaded alone."""

from collections.abc import Mapping
from pathlib import Path

from weir.components.dlt.declaration import Table
from weir.components.dlt.request import WINDOW
from weir.components.partitions import Divided
from weir.components.reference import Reference
from weir.errors import WeirError
from weir.landing import Landing


def verify(
    tables: Mapping[str, Table], divided: Divided, source: Reference | None, where: Path
) -> None:
    """Refuse them.

    Raises:
        WeirError: files don't say which partition they hold, a load would replace the whole
            table, or the source's function can't be told which values to load.
    """
    for name, table in tables.items():
        if table.files:
            _verify_files(name, table.files, divided, where)
        elif not table.merges:
            raise WeirError(
                f"a load of one partition would replace the whole of {name}",
                where=f"{where}, tables.{name}",
                fix="give it a merge_key or a primary_key, and leave out `write_disposition`",
            )
        elif divided.daily and divided.dimension == WINDOW:
            raise WeirError(
                f"a source that is loaded by day is told its days as {WINDOW!r}, so no column "
                "of that name can divide it as well",
                where=f"{where}, partitions.static.{WINDOW}",
                fix="give the column another name",
            )
        elif divided.dimension and source and divided.dimension not in source.parameters:
            raise WeirError(
                f"{source.function} can't be told which {divided.dimension} to load",
                where=source.file,
                fix=f"give it the parameter {divided.dimension!r}: a list of values",
            )


def _verify_files(name: str, path: str, divided: Divided, where: Path) -> None:
    columns = set(Landing(path).columns)
    days = columns - {divided.dimension}
    missing: list[str] = []
    if divided.dimension and divided.dimension not in columns:
        missing.append(divided.dimension)
    if divided.daily and not days:
        missing.append("day")
    if missing:
        raise WeirError(
            f"{name} is partitioned by {missing[0]}, but its files' names carry no {missing[0]}",
            where=f"{where}, tables.{name}.files",
            fix=f"put the column that holds the {missing[0]} in braces into `files`",
        )
    if len(days) > bool(divided.daily):
        raise WeirError(
            f"the files of {name} are divided by {', '.join(sorted(columns))}, and its partitions "
            "are not",
            where=f"{where}, tables.{name}.files",
            fix="declare `partitions` by these columns, or name files that hold whole partitions",
        )
