"""The partitions of an asset as data: days, the values of a static dimension, or both."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

BETWEEN = "|"  # what Dagster puts between the two dimensions of a key
BY_DAY = "0 0 * * *"
# Tags of a run of several partitions: the first and the last.
RANGE = ("dagster/asset_partition_range_start", "dagster/asset_partition_range_end")


@dataclass(frozen=True)
class Partitions:
    """The partitions of an asset.

    Attributes:
        description: Dagster's own; the same wherever the definitions are.
        start: first day; empty where there are no days.
        end: the day after the last; None where there is no last one.
        dimension: name of the dimension that is no time.
        values: its values; empty where there is no such dimension.
        value_first: whether a key begins with the value. Dagster sorts dimensions by name.
        lookback: days before each that are made again together with it.
        cron: when one window of time ends and the next begins.
    """

    description: str
    start: str = ""
    end: str | None = None
    dimension: str = ""
    values: tuple[str, ...] = ()
    value_first: bool = False
    cron: str = BY_DAY
    lookback: int = 0

    @property
    def by(self) -> str:
        """What divides them, in a few words."""
        return " and ".join(part for part in ("day" if self.start else "", self.dimension) if part)

    def split(self, key: str) -> tuple[str, str]:
        """Day and value of a key; empty for a dimension that these partitions lack."""
        if not (self.start and self.values):
            return (key, "") if self.start else ("", key)
        first, _, second = key.partition(BETWEEN)
        return (second, first) if self.value_first else (first, second)

    def join(self, day: str, value: str) -> str:
        """The key of a day and a value."""
        parts = [value, day] if self.value_first else [day, value]
        return BETWEEN.join(part for part in parts if part)

    def __contains__(self, key: str) -> bool:
        day, value = self.split(key)
        known = not self.values or value in self.values
        return known and (not self.start or self.has_day(day))

    def has_day(self, day: str) -> bool:
        """Whether the time of a key lies between start and end, and daily keys are dates."""
        if self._daily and not is_day(day):
            return False
        alike = len(day) == len(self.start)
        return alike and day >= self.start and (self.end is None or day < self.end)

    def lines_up(self, other: "Partitions") -> bool:
        """Whether both have days, or both have the same values of one dimension."""
        by_day = bool(self.start and other.start) and self.cron == other.cron
        return by_day or bool(self.values and self.values == other.values)

    def every(self) -> list[str] | None:
        """All keys; None where the days have no end, or the definition says nothing of them."""
        days = self._days()
        if days is None or not (self.start or self.values):
            return None
        return self._product(days, self.values)

    def following(self, keys: Iterable[str], of: "Partitions") -> list[str] | None:
        """The keys that hang on some keys of an asset upstream, whose partitions line up.

        A dimension that only these partitions have is taken whole; None where that has no end.
        """
        by_day = bool(self.start and of.start)
        days = [] if by_day else self._days()
        if days is None:
            return None
        found: set[str] = set()
        for day, value in map(of.split, keys):
            values = (value,) if of.values == self.values else self.values
            found |= set(self._product(_back(day, of.lookback) if by_day else days, values))
        return self.ordered(key for key in found if key in self)

    def ordered(self, keys: Iterable[str]) -> list[str]:
        """The keys by day, and in the values' order."""
        place = {value: number for number, value in enumerate(self.values)}

        def of(key: str) -> tuple[str, int]:
            day, value = self.split(key)
            return day, place.get(value, -1)

        return sorted(set(keys), key=of)

    def ranges(self, keys: Iterable[str]) -> list[list[str]]:
        """The keys in groups that Dagster can name by their first and last key.

        Between the two Dagster puts all days, and of each all values, in its own order: a range
        over both dimensions must be without gaps in both, or more is made than was asked for.
        """
        place = {value: number for number, value in enumerate(self.values)}
        rows: dict[str, list[str]] = {}
        for key in self.ordered(keys):
            day, value = self.split(key)
            rows.setdefault(value, []).append(day)
        groups: list[tuple[list[str], list[list[str]]]] = []
        for value in sorted(rows, key=lambda value: place.get(value, -1)):
            spans = _unbroken(rows[value])
            if groups and groups[-1][1] == spans and _next(place, groups[-1][0][-1], value):
                groups[-1][0].append(value)
            else:
                groups.append(([value], spans))
        made = [self._product(span, values) for values, spans in groups for span in spans]
        return sorted(made, key=lambda group: self.split(group[0]))

    def chunks(self, keys: Iterable[str], most: int) -> list[list[str]]:
        """The keys in groups of at most `most`; a day is not parted without need."""
        found: list[list[str]] = []
        for _, same_day in groupby(self.ordered(keys), key=lambda key: self.split(key)[0]):
            own = list(same_day)
            for piece in (own[n : n + most] for n in range(0, len(own), most)):
                if found and len(found[-1]) + len(piece) <= most:
                    found[-1] += piece
                else:
                    found.append(piece)
        return found

    @property
    def _daily(self) -> bool:
        """Whether there is a key for each date, whatever the hour at which the next day begins."""
        return is_day(self.start) and self.cron.split()[2:] == ["*", "*", "*"]

    def _days(self) -> list[str] | None:
        if not self.start:
            return [""]
        if self.end is None or not self._daily:
            return None
        first, end = date.fromisoformat(self.start), date.fromisoformat(self.end)
        return [(first + timedelta(days=n)).isoformat() for n in range((end - first).days)]

    def _product(self, days: Iterable[str], values: Iterable[str]) -> list[str]:
        return [self.join(day, value) for day in days for value in values or ("",)]


def is_day(text: str) -> bool:
    """Whether a text is a date as keys have it, 2026-01-31; ISO 8601 has other forms, too."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _back(day: str, days: int) -> list[str]:
    """A day, and some days before it."""
    if not days:
        return [day]
    last = date.fromisoformat(day)
    return [(last - timedelta(days=n)).isoformat() for n in range(days, -1, -1)]


def _unbroken(days: list[str]) -> list[list[str]]:
    """Days that follow each other; what is no day stands alone."""
    found: list[list[str]] = []
    for day in days:
        if found and _follows(found[-1][-1], day):
            found[-1].append(day)
        else:
            found.append([day])
    return found


def _follows(before: str, after: str) -> bool:
    try:
        return date.fromisoformat(before) + timedelta(days=1) == date.fromisoformat(after)
    except ValueError:
        return False


def _next(place: dict[str, int], before: str, after: str) -> bool:
    return before in place and place.get(after) == place[before] + 1
