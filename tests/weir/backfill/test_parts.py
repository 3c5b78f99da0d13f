"""The order of a backfill's runs, without running any."""

from dataclasses import replace
from typing import Any

import pytest

from weir.backfill.parts import Part, parts
from weir.backfill.wanted import Wanted
from weir.errors import WeirError
from weir.graph.model import Asset, Graph
from weir.graph.partitions import Partitions
from weir.plan.model import Plan

DAILY = Partitions("Daily, starting 2017-01-01.", "2017-01-01", None)
WEEKLY = Partitions("Weekly, starting 2017-01-01.", "2017-01-01", None)
REGIONS = Partitions("By region", "2017-01-01", None, "region", ("emea", "amer"))


def graph(*assets: tuple[str, tuple[str, ...], Partitions | None]) -> Graph:
    made = {
        key: Asset(key=key, location="one", executable=True, deps=deps, partitions=partitions)
        for key, deps, partitions in assets
    }
    return Graph(made, {})


def cut(whole: Graph, partitions: dict[str, list[str]], chunk: int = 2) -> list[Part]:
    return parts(whole, Plan(dict.fromkeys(whole.order, "why"), {}, partitions), chunk)


def test_what_hangs_on_the_partitions_is_made_once_and_after_all_chunks() -> None:
    whole = graph(
        ("raw/lines", (), DAILY), ("int/values", ("raw/lines",), None),
        ("mart/month", ("int/values",), None),
    )  # fmt: skip
    assert cut(whole, {"raw/lines": ["2017-01-01", "2017-01-02", "2017-01-04"]}) == [
        Part(("raw/lines",), ("2017-01-01", "2017-01-02")),
        Part(("raw/lines",), ("2017-01-04",)),
        Part(("int/values", "mart/month"), behind=True),
    ]


def test_two_partitions_definitions_never_share_a_run() -> None:
    whole = graph(("raw/lines", (), DAILY), ("raw/weeks", (), WEEKLY))
    found = cut(whole, {"raw/lines": ["2017-01-01", "2017-01-02"], "raw/weeks": ["2017-01-01"]})
    assert [part.assets for part in found] == [("raw/lines",), ("raw/weeks",)]


def test_what_a_partitioned_asset_reads_is_made_before_it() -> None:
    """Source -> table of today -> partitioned feature -> page."""
    whole = graph(
        ("raw/lines", (), DAILY),
        ("int/today", ("raw/lines",), None),
        ("features/daily", ("int/today",), DAILY),
        ("page/one", ("features/daily",), None),
        ("raw/other", (), None),
    )
    days = ["2017-01-01"]
    found = cut(whole, {"raw/lines": days, "features/daily": days})
    assert [(part.assets, part.behind) for part in found] == [
        (("raw/other",), False),
        (("raw/lines",), False),
        (("int/today",), True),
        (("features/daily",), False),
        (("page/one",), True),
    ]


def wanted(keys: list[str], **asked: Any) -> list[str]:
    whole = graph(("raw/lines", (), REGIONS if "|" in "".join(keys) else DAILY))
    return Wanted(**asked).of(whole, {"raw/lines": keys}, {"raw/lines": keys})["raw/lines"]


def test_a_range_without_a_file_is_refused_with_what_there_is() -> None:
    span = {"first": "2018-01-01", "last": "2018-02-01"}
    with pytest.raises(WeirError, match=r"no partition from 2018.* has 2017-01-01 … 2017-01-02"):
        wanted(["2017-01-01", "2017-01-02"], **span)
    with pytest.raises(WeirError, match="it has none at all"):
        wanted([], **span)


def test_of_a_range_one_region_is_taken_alone() -> None:
    keys = [f"2017-01-0{day}|{region}" for day in (1, 2, 3) for region in ("emea", "amer")]
    span = {"first": "2017-01-02", "last": "2017-01-03"}
    assert wanted(keys, **span, values=("region=amer",)) == ["2017-01-02|amer", "2017-01-03|amer"]
    assert wanted(keys, **span) == keys[2:]
    assert wanted(keys, **span, values=("region=emea", "region=amer")) == keys[2:]
    with pytest.raises(WeirError, match=r"no partition of region=amer from 2017-01-01"):
        wanted(keys[:1], first="2017-01-01", last="2017-01-01", values=("region=amer",))


def test_regions_of_one_day_share_a_run_and_days_are_not_parted() -> None:
    whole = graph(("raw/lines", (), REGIONS))
    keys = [f"2017-01-0{day}|{region}" for day in (1, 2) for region in ("emea", "amer")]
    assert cut(whole, {"raw/lines": keys}, chunk=3) == [
        Part(("raw/lines",), ("2017-01-01|emea", "2017-01-01|amer")),
        Part(("raw/lines",), ("2017-01-02|emea", "2017-01-02|amer")),
    ]


@pytest.mark.parametrize(
    ("asked", "by", "said"),
    [
        ({"values": ("region=eema",)}, REGIONS, "did you mean 'emea'"),
        ({"values": ("area=emea",)}, REGIONS, "write region=…"),
        ({"values": ("region=emea",)}, DAILY, "leave it out"),
    ],
)
def test_a_value_that_nobody_declared_is_refused(
    asked: dict[str, Any], by: Partitions, said: str
) -> None:
    with pytest.raises(WeirError) as error:
        Wanted("2017-01-01", "2017-01-02", **asked).verify([by])
    assert said in str(error.value)
    assert f"--partition {asked['values'][0]}" in str(error.value.where)


def test_days_that_are_missing_or_too_many_are_refused() -> None:
    static = replace(REGIONS, start="")
    with pytest.raises(WeirError, match="no range of days is named"):
        Wanted(values=("region=emea",)).verify([REGIONS])
    with pytest.raises(WeirError, match="no range of days is named"):
        Wanted("2017-01-01").verify([REGIONS])
    with pytest.raises(WeirError, match="not divided by day"):
        Wanted("2017-01-01", "2017-01-02").verify([static])
    Wanted(values=("region=emea",)).verify([static])
    Wanted("2017-01-01", "2017-01-02", ("region=emea",)).verify([DAILY, static])
