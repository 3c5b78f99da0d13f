"""Filter expressions mean in SQL what Looker's documentation says they mean."""

import datetime as dt
from pathlib import Path

import pytest

from weir.errors import WeirError
from weir.lookml.block import Scalar
from weir.lookml.filter import Period, condition, period
from weir.lookml.place import Place
from weir.lookml.project import Project

WEDNESDAY = dt.date(2017, 11, 15)


def scalar(text: str) -> Scalar:
    return Scalar(text, Place(Path("x.lookml"), 7))


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        # in the past: the running unit is the last one
        ("3 days", "2017-11-13", "2017-11-16"),
        ("1 days", "2017-11-15", "2017-11-16"),
        ("2 weeks", "2017-11-06", "2017-11-20"),
        ("3 months", "2017-09-01", "2017-12-01"),
        ("1 quarter", "2017-10-01", "2018-01-01"),
        ("1 years", "2017-01-01", "2018-01-01"),
        # complete: the running unit does not count
        ("28 days ago for 28 days", "2017-10-18", "2017-11-15"),
        ("1 weeks ago for 1 weeks", "2017-11-06", "2017-11-13"),
        ("1 months ago for 1 months", "2017-10-01", "2017-11-01"),
        ("12 months ago for 12 months", "2016-11-01", "2017-11-01"),
        ("2 quarters ago for 1 quarter", "2017-04-01", "2017-07-01"),
        ("1 years ago for 1 years", "2016-01-01", "2017-01-01"),
        # absolute: the end is exclusive, "after" includes its day
        ("2017-01-01 to 2018-01-01", "2017-01-01", "2018-01-01"),
        ("2017/01/01 to 2018/01/01", "2017-01-01", "2018-01-01"),
        ("before 2017-03-01", None, "2017-03-01"),
        ("after 2017-03-01", "2017-03-01", None),
    ],
)
def test_a_date_filter_covers_the_days_that_looker_covers(
    text: str, start: str | None, end: str | None
) -> None:
    day = dt.date.fromisoformat
    expected = Period(day(start) if start else None, day(end) if end else None)
    assert period(scalar(text), WEDNESDAY) == expected


@pytest.mark.parametrize(
    "text",
    ["last month", "this year", "3 hours", "3 months ago for 2 days", "3 days ago", "2017", "today",
     "7 days, 1 month", "NOT NULL", ""],
)  # fmt: skip
def test_a_date_filter_that_is_not_read_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(WeirError, match="is not supported") as caught:
        period(scalar(text), WEDNESDAY)
    assert str(caught.value.where).endswith("x.lookml:7")


def test_a_relative_date_without_a_today_does_not_fall_back_to_the_wall_clock() -> None:
    with pytest.raises(WeirError, match="no day counts as today"):
        period(scalar("7 days"), None)
    assert period(scalar("after 2017-03-01"), None).start == dt.date(2017, 3, 1)


@pytest.mark.parametrize(
    ("name", "text", "sql"),
    [
        ("shop", "north", "(s = 'north')"),
        ("shop", "north, south", "(s = 'north' OR s = 'south')"),
        ("shop", "-north", "(s <> 'north' OR s IS NULL)"),
        ("shop", "-north,-NULL", "(s <> 'north' OR s IS NULL) AND s IS NOT NULL"),
        ("shop", "NULL", "(s IS NULL)"),
        ("shop", "o'hare", "(s = 'o\\'hare')"),
        ("rank", ">=2", "s >= 2"),
        ("rank", "!=2", "s <> 2"),
        ("rank", "-1.5", "s = -1.5"),
        ("is_open", "Yes", "(s)"),
        ("is_open", "no", "NOT COALESCE(s, FALSE)"),
        ("sold_date", "after 2017-03-01", "s >= DATE '2017-03-01'"),
    ],
)
def test_a_filter_becomes_this_condition(project: Project, name: str, text: str, sql: str) -> None:
    field = project.views["sales"].fields[name]
    assert condition(field, "s", scalar(text), WEDNESDAY) == sql


@pytest.mark.parametrize(
    ("name", "text"),
    [("shop", "nor%"), ("shop", "n_rth"), ("shop", "a,,b"), ("shop", 'a"b'), ("shop", ""),
     ("rank", "[1,5]"), ("rank", "1,2"), ("rank", "NOT NULL"), ("is_open", "maybe")],
)  # fmt: skip
def test_a_filter_that_is_not_read_is_refused(project: Project, name: str, text: str) -> None:
    field = project.views["sales"].fields[name]
    with pytest.raises(WeirError, match=rf"sales\.{name} .* is not supported") as caught:
        condition(field, "s", scalar(text), WEDNESDAY)
    assert str(caught.value.where).endswith("x.lookml:7")


@pytest.mark.parametrize(
    ("text", "words"),
    [("28 days ago for 28 days", "18 Oct to 14 Nov 2017"), ("1 days", "15 Nov 2017"),
     ("12 months ago for 12 months", "1 Nov 2016 to 31 Oct 2017"),
     ("before 2017-03-01", "before 1 Mar 2017"), ("after 2017-03-01", "from 1 Mar 2017")],
)  # fmt: skip
def test_a_page_says_which_days_it_shows(text: str, words: str) -> None:
    assert period(scalar(text), WEDNESDAY).text() == words
