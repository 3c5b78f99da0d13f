"""Keys of partitions: what Dagster makes of a range is exactly what was asked for."""

import itertools
import random
from dataclasses import replace

import dagster as dg
import pytest
from dagster import PartitionKeyRange

from weir.components.partitions import Divided
from weir.graph.describe import partitions_of
from weir.graph.partitions import Partitions

DAYS = {"start": "2017-01-01", "end": "2017-01-11"}
REGIONS = ["emea", "amer", "apac"]
FORMS = {
    "daily": {"daily": DAYS},
    "static": {"static": {"region": REGIONS}},
    "both": {"daily": DAYS, "static": {"region": REGIONS}},
}


def divided(form: str) -> Divided:
    return Divided.model_validate(FORMS[form])


def described(form: str) -> Partitions:
    return divided(form).described()


@pytest.mark.parametrize("form", FORMS)
def test_the_ranges_of_a_run_hold_the_keys_that_were_asked_for_and_no_other(form: str) -> None:
    """Dagster takes a range over two dimensions for all days between, and all values of each."""
    definition, own = divided(form).definition(), described(form)
    keys = [str(key) for key in definition.get_partition_keys()]
    dice = random.Random(17)
    for share in (0.1, 0.5, 0.9, 1.0):
        asked = {key for key in keys if dice.random() <= share}
        made: list[str] = []
        for group in own.ranges(asked):
            span = PartitionKeyRange(group[0], group[-1])
            made += map(str, definition.get_partition_keys_in_range(span))
            assert set(group) == set(map(str, definition.get_partition_keys_in_range(span)))
        assert sorted(made) == sorted(asked)
    assert len(own.ranges(keys)) == 1, "all of them are one run"


@pytest.mark.parametrize("form", FORMS)
def test_every_key_is_dagsters_and_in_its_order(form: str) -> None:
    keys = [str(key) for key in divided(form).definition().get_partition_keys()]
    assert described(form).every() == keys
    assert described(form).ordered(reversed(keys)) == keys
    assert all(key in described(form) for key in keys)
    assert not any(key in described(form) for key in ("2018-01-01", "latam", "2017-01-01|latam"))


@pytest.mark.parametrize("day", ["2017-01-1 ", "2017-01-0x", "2017-01-32"])
def test_what_lies_between_two_days_as_a_text_and_is_no_date_is_no_day(day: str) -> None:
    daily, both = (replace(described(form), end="2017-02-01") for form in ("daily", "both"))
    assert daily.start <= day < "2017-02-01"
    assert day not in daily
    assert f"{day}|emea" not in both


def test_windows_that_are_no_days_keep_keys_of_their_own_form() -> None:
    hourly = partitions_of(dg.HourlyPartitionsDefinition("2017-01-01-00:00"))
    assert hourly is not None
    assert "2017-01-01-05:00" in hourly
    assert "2016-12-31-05:00" not in hourly
    monthly = partitions_of(dg.MonthlyPartitionsDefinition("2017-01-01"))
    assert monthly is not None
    assert "2017-02-01" in monthly


@pytest.mark.parametrize("name", ["country", "region"])
def test_a_key_begins_with_the_day_whatever_the_dimension_is_called(name: str) -> None:
    said = {"daily": DAYS, "static": {name: REGIONS}}
    definition = Divided.model_validate(said).definition()
    assert str(definition.get_partition_keys()[0]) == "2017-01-01|emea"
    made = partitions_of(definition)
    assert made is not None
    assert (made.dimension, made.values, made.value_first) == (name, tuple(REGIONS), False)


def test_an_asset_of_ones_own_may_begin_its_keys_with_the_value() -> None:
    by_name = {
        "day": dg.DailyPartitionsDefinition("2017-01-01", end_date="2017-01-03"),
        "area": dg.StaticPartitionsDefinition(["a", "b"]),
    }
    made = partitions_of(dg.MultiPartitionsDefinition(by_name))
    assert made is not None
    assert made.split("a|2017-01-02") == ("2017-01-02", "a")
    assert made.ranges(["a|2017-01-01", "b|2017-01-01"]) == [["a|2017-01-01", "b|2017-01-01"]]


def test_what_hangs_on_some_partitions_follows_by_the_dimension_that_both_have() -> None:
    daily, static, both = (described(form) for form in FORMS)
    news = ["2017-01-03|emea", "2017-01-03|apac"]
    assert both.following(news, both) == news
    assert daily.following(news, both) == ["2017-01-03"]
    assert static.following(news, both) == ["emea", "apac"]
    assert both.following(["2017-01-03"], daily) == [f"2017-01-03|{r}" for r in REGIONS]
    assert both.following(["apac"], static) == [f"2017-01-{n:02}|apac" for n in range(1, 11)]
    later = replace(daily, start="2017-01-03")
    assert later.following(["2017-01-02", "2017-01-03"], daily) == ["2017-01-03"]
    endless = replace(both, end=None)
    assert endless.following(["apac"], static) is None, "nothing says which days there are"


def test_partitions_line_up_by_days_or_by_the_same_values() -> None:
    daily, static, both = (described(form) for form in FORMS)
    assert all(a.lines_up(b) for a, b in itertools.product([both], [daily, static, both]))
    assert not daily.lines_up(static)
    assert not static.lines_up(replace(static, values=("emea",)))
    weekly = partitions_of(dg.WeeklyPartitionsDefinition("2017-01-01"))
    assert weekly is not None
    assert not weekly.lines_up(daily)


def test_a_chunk_parts_no_day_without_need() -> None:
    both = described("both")
    keys = both.every() or []
    assert [len(chunk) for chunk in both.chunks(keys, 7)] == [6, 6, 6, 6, 6]
    assert [len(chunk) for chunk in both.chunks(keys[:4], 2)] == [2, 2]
    assert both.chunks(keys, 2)[0] == ["2017-01-01|emea", "2017-01-01|amer"]


def test_days_that_a_model_looks_back_to_are_followed_too() -> None:
    looks = Partitions("d", "2017-01-01", "2017-01-11", lookback=2)
    own = Partitions("d", "2017-01-02", "2017-01-11")
    assert own.following(["2017-01-05"], looks) == ["2017-01-03", "2017-01-04", "2017-01-05"]
    assert own.following(["2017-01-02"], looks) == ["2017-01-02"]


@pytest.mark.parametrize(
    ("definition", "said"),
    [
        (dg.DailyPartitionsDefinition("2017-01-01", end_date="2017-01-03", hour_offset=6), True),
        (dg.MonthlyPartitionsDefinition("2017-01-01", end_date="2017-03-01"), False),
        (dg.HourlyPartitionsDefinition("2017-01-01-00:00", end_date="2017-01-01-03:00"), False),
    ],
)
def test_of_windows_that_are_no_days_no_key_is_made_up(
    definition: dg.TimeWindowPartitionsDefinition, said: bool
) -> None:
    found = partitions_of(definition)
    assert found is not None
    assert found.every() == (["2017-01-01", "2017-01-02"] if said else None)
    assert all(key in found for key in definition.get_partition_keys())
