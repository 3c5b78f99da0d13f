"""Looker's filter expressions as SQL conditions.

The expressions are those of https://cloud.google.com/looker/docs/filter-expressions; the few that
dashboards use are read, everything else is refused. "Today" is the data's own day (`as_of`), on
which no sale has been booked yet: Looker takes the wall clock, which in production is the same
day.
"""

import datetime as dt
import re
from dataclasses import dataclass

from weir.lookml.block import Scalar
from weir.lookml.field import Field

DATE = r"(\d{4})[-/](\d{2})[-/](\d{2})"
UNIT = r"(day|week|month|quarter|year)s?"
IN_THE_PAST = re.compile(rf"(\d+) {UNIT}")
COMPLETE = re.compile(rf"(\d+) {UNIT} ago for (\d+) {UNIT}")
BETWEEN = re.compile(f"{DATE} to {DATE}")
BEFORE_AFTER = re.compile(f"(before|after) {DATE}")
NUMBER = re.compile(r"(>=|<=|<>|!=|>|<|=)?\s*(-?\d+(?:\.\d+)?)")
NULL, NOT_NULL = "NULL", "-NULL"
MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Period:
    """Days from `start` (inclusive) to `end` (exclusive); None is open."""

    start: dt.date | None
    end: dt.date | None

    def text(self) -> str:
        """The period in words."""
        if self.start and self.end:
            last = self.end - dt.timedelta(days=1)
            return f"{_day(self.start, last)} to {_day(last)}" if last > self.start else _day(last)
        if self.start:
            return f"from {_day(self.start)}"
        return f"before {_day(self.end)}" if self.end else "any time"


def condition(field: Field, sql: str, expression: Scalar, today: dt.date | None) -> str:
    """The SQL condition that a filter expression stands for.

    Args:
        field: the dimension that is filtered.
        sql: the dimension's SQL; for a timeframe, the day itself and not its truncation.
        expression: as written in LookML.
        today: the day that relative dates count from; None where the project has none.

    Raises:
        WeirError: the expression is not among those that are supported.
    """
    text = expression.text
    match field.type:
        case "time":
            span = period(expression, today)
            parts = [f"{sql} >= DATE '{span.start}'"] if span.start else []
            parts += [f"{sql} < DATE '{span.end}'"] if span.end else []
            return " AND ".join(parts)
        case "yesno":
            if text.lower() not in {"yes", "no"}:
                raise _unread(field, expression, "Yes or No")
            return f"({sql})" if text.lower() == "yes" else f"NOT COALESCE({sql}, FALSE)"
        case "number":
            found = NUMBER.fullmatch(text)
            if found is None:
                raise _unread(field, expression, ">=10, <10, =10")
            return f"{sql} {(found[1] or '=').replace('!=', '<>')} {found[2]}"
        case _:
            return _texts(field, sql, expression)


def period(expression: Scalar, today: dt.date | None) -> Period:
    """The days that a date expression stands for.

    Raises:
        WeirError: it is not supported, or is relative where no day counts as today.
    """
    text = expression.text
    if found := BETWEEN.fullmatch(text):
        return Period(_date(found.groups()[:3]), _date(found.groups()[3:]))
    if found := BEFORE_AFTER.fullmatch(text):
        day = _date(found.groups()[1:])
        return Period(None, day) if found[1] == "before" else Period(day, None)
    complete, past = COMPLETE.fullmatch(text), IN_THE_PAST.fullmatch(text)
    if past is None and (complete is None or complete[2] != complete[4]):
        raise expression.place.refuse(
            f"the date filter {text!r} is not supported",
            "write `28 days`, `2 months ago for 1 months`, `2017-01-01 to 2018-01-01`, "
            "`before 2017-01-01` or `after 2017-01-01`",
        )
    if today is None:
        raise expression.place.refuse(
            f"the date filter {text!r} is relative, but no day counts as today",
            "set `as_of` in defs.yaml to a table with the column as_of",
        )
    if complete:
        back, unit, length = int(complete[1]), complete[2], int(complete[3])
        start = _add(_start(today, unit), -back, unit)
        return Period(start, _add(start, length, unit))
    assert past is not None  # noqa: S101  # for the type checker: one of the two matched
    current = _start(today, past[2])
    return Period(_add(current, 1 - int(past[1]), past[2]), _add(current, 1, past[2]))


def _texts(field: Field, sql: str, expression: Scalar) -> str:
    if re.search(r"[%_^\\\"]", expression.text):
        raise _unread(field, expression, "exact values: a,b or -a")
    wanted: list[str] = []
    excluded: list[str] = []
    for item in (part.strip() for part in expression.text.split(",")):
        if not item:
            raise _unread(field, expression, "exact values: a,b or -a")
        if item == NULL:
            wanted.append(f"{sql} IS NULL")
        elif item == NOT_NULL:
            excluded.append(f"{sql} IS NOT NULL")
        elif item.startswith("-"):
            excluded.append(f"({sql} <> {_quoted(item[1:])} OR {sql} IS NULL)")
        else:
            wanted.append(f"{sql} = {_quoted(item)}")
    parts = [f"({' OR '.join(wanted)})"] if wanted else []
    return " AND ".join(parts + excluded)


def _unread(field: Field, expression: Scalar, supported: str) -> Exception:
    return expression.place.refuse(
        f"the filter {expression.text!r} on {field.id} ({field.type}) is not supported",
        f"write {supported}",
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "\\'") + "'"


def _date(parts: tuple[str, ...]) -> dt.date:
    return dt.date(*(int(part) for part in parts))


def _start(day: dt.date, unit: str) -> dt.date:
    match unit:
        case "day":
            return day
        case "week":
            return day - dt.timedelta(days=day.weekday())
        case _:
            months = MONTHS[unit]
            return day.replace(month=(day.month - 1) // months * months + 1, day=1)


def _add(day: dt.date, count: int, unit: str) -> dt.date:
    if unit in MONTHS:
        months = day.year * 12 + day.month - 1 + count * MONTHS[unit]
        return dt.date(months // 12, months % 12 + 1, 1)
    return day + dt.timedelta(days=count * (7 if unit == "week" else 1))


def _day(day: dt.date | None, other: dt.date | None = None) -> str:
    """12 Mar 2017, without the year where the other day's is the same."""
    if day is None:
        return ""
    year = "" if other and other.year == day.year else f" {day.year}"
    return f"{day.day} {day:%b}{year}"
