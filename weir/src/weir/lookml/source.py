"""The sources of a dashboard: when each was loaded, and until when that is fresh."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """The tables that one loader writes, or one table with a deadline of its own.

    Attributes:
        name: the source's dataset, or the table's name.
        table: key of the table that was loaded longest ago.
        tables: how many tables the dashboard depends on.
        loaded: when that table was loaded, or found unchanged; None: never, or unknown.
        deadline: until when it counts as fresh; None where no freshness is promised.
    """

    name: str
    table: str
    tables: int
    loaded: dt.datetime | None
    deadline: dt.datetime | None = None


def oldest(sources: list[Source]) -> Source | None:
    """The source that was loaded longest ago."""
    return _earliest(sources, lambda source: source.loaded)


def first_due(sources: list[Source]) -> Source | None:
    """The source whose deadline runs out first; the oldest where nobody promised anything."""
    return _earliest(sources, lambda source: source.deadline) or oldest(sources)


def _earliest(
    sources: list[Source], moment: Callable[[Source], dt.datetime | None]
) -> Source | None:
    dated = [(at, source) for source in sources if (at := moment(source))]
    return min(dated, key=lambda pair: pair[0])[1] if dated else None
