"""`partitions:` in `defs.yaml` and dbt's `meta.dagster`: days, the values of a column, or both."""

import datetime as dt
import difflib
import re
import zoneinfo
from itertools import chain
from typing import Any, Self, cast

import dagster as dg
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from weir.graph.describe import partitions_of
from weir.graph.partitions import Partitions

# Dagster sorts the dimensions of a key by name, and capitals come first: a key begins with the day.
DAY = "Date"
DIMENSION = "weir/dimension"  # in an asset's metadata: the name of its static dimension
NAME = re.compile(r"[a-z_][a-z0-9_]*")
BETWEEN_KEYS = "..."  # dagster._core.definitions.partitions.utils.base
VALUE = re.compile(r"\w[\w .+-]*")


class Daily(BaseModel):
    """Daily partitions, from `start` to the day before `end`.

    Without an end there is a partition for every day up to the wall clock's: declare one where
    business time is not wall time.
    """

    model_config = ConfigDict(extra="forbid")

    start: dt.date
    end: dt.date | None = None
    timezone: str = "UTC"

    @field_validator("timezone")
    @classmethod
    def _somewhere(cls, name: str) -> str:
        try:
            zoneinfo.ZoneInfo(name)
        except (OSError, ValueError, zoneinfo.ZoneInfoNotFoundError):
            near = difflib.get_close_matches(name, sorted(zoneinfo.available_timezones()), n=1)
            hint = f"did you mean {near[0]}?" if near else "write one like America/New_York"
            raise ValueError(f"{name!r} is no time zone; {hint}") from None
        return name

    @model_validator(mode="after")
    def _some_days(self) -> Self:
        if self.end and self.end <= self.start:
            raise ValueError(
                f"end {self.end} is not after start {self.start}: there would be no day"
            )
        return self

    def definition(self) -> dg.DailyPartitionsDefinition:
        """The same as Dagster's object."""
        return dg.DailyPartitionsDefinition(
            start_date=self.start.isoformat(),
            end_date=self.end.isoformat() if self.end else None,
            timezone=self.timezone,
        )


class Divided(BaseModel):
    """How a table is divided: `daily`, `static`, or each value of each day.

    Attributes:
        daily: from when to when there are days.
        static: the one column whose values are partitions, and these values in order, for example
            `{region: [emea, amer, apac]}`.
    """

    model_config = ConfigDict(extra="forbid")

    daily: Daily | None = None
    static: dict[str, list[str]] = Field(default_factory=dict[str, list[str]])

    @model_validator(mode="before")
    @classmethod
    def _of_days(cls, said: Any) -> Any:
        if isinstance(said, dict) and "start" in said:
            raise ValueError("write `daily: {start: …}`: days are one way to divide a table")
        return said  # pyright: ignore[reportUnknownVariableType]

    @field_validator("static", mode="before")
    @classmethod
    def _spelt(cls, value: object) -> object:
        if isinstance(value, dict) and all(isinstance(one, list) for one in value.values()):  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
            static = cast("dict[object, list[object]]", value)
            words = chain(static, *static.values())
            if others := [word for word in words if not isinstance(word, str)]:
                raise ValueError(f"put {_unquoted(others[0])} in quotes: YAML reads it as no text")
            return static
        raise ValueError("name the column, and list its values: {region: [emea, amer]}")

    @field_validator("static")
    @classmethod
    def _possible(cls, static: dict[str, list[str]]) -> dict[str, list[str]]:
        if len(static) != 1:
            raise ValueError(f"name one column; {len(static)} are named")
        [(dimension, values)] = static.items()
        if not NAME.fullmatch(dimension):
            raise ValueError(f"{dimension!r} is no column name in small letters")
        if not values or len(set(values)) < len(values):
            raise ValueError(f"{dimension} needs values, each of them once")
        if wrong := [value for value in values if not VALUE.fullmatch(value)]:
            raise ValueError(f"{wrong[0]!r} can't be a partition; use letters, digits and . _ + -")
        if wrong := [value for value in values if BETWEEN_KEYS in value]:
            raise ValueError(
                f"{wrong[0]!r} can't be a partition: Dagster keeps {BETWEEN_KEYS} for ranges"
            )
        return static

    @model_validator(mode="after")
    def _somehow(self) -> Self:
        if not (self.daily or self.static):
            raise ValueError("say `daily: {start: …}`, `static: {column: [values]}`, or both")
        return self

    @property
    def dimension(self) -> str:
        """Name of the static dimension; empty where there is none."""
        return next(iter(self.static), "")

    @property
    def values(self) -> list[str]:
        """Its values."""
        return self.static.get(self.dimension, [])

    def definition(self) -> dg.PartitionsDefinition[str]:
        """The same as Dagster's object."""
        static = dg.StaticPartitionsDefinition(self.values) if self.static else None
        if self.daily and static:
            by_name = {DAY: self.daily.definition(), self.dimension: static}
            return dg.MultiPartitionsDefinition(by_name)
        return static or (self.daily or Daily(start=dt.date.min)).definition()

    def described(self) -> Partitions:
        """The same as the graph has it."""
        found = partitions_of(self.definition(), self.dimension)
        assert found is not None  # noqa: S101 - for the type checker
        return found

    def arguments(self) -> dict[str, Any]:
        """The same for `weir.landing.news.partitions`."""
        found: dict[str, Any] = {}
        if self.daily:
            end = self.daily.end.isoformat() if self.daily.end else None
            found |= {"start": self.daily.start.isoformat(), "end": end}
        if self.static:
            found |= {"dimension": self.dimension, "values": self.values}
        return found

    def metadata(self) -> dict[str, str]:
        """What Dagster's definition can't say, for the asset's metadata."""
        return {DIMENSION: self.dimension} if self.static else {}


def _unquoted(value: object) -> str:
    """What stands in the file, as far as YAML lets one know."""
    match value:
        case True:
            return "`yes`, `on` or `true`"
        case False:
            return "`no`, `off` or `false`"
        case None:
            return "`null` or the empty value"
        case _:
            return f"`{value}`"
