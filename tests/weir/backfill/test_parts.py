"""The order of a backfill's runs, without running any."""

import pytest

from weir.backfill.parts import Part, in_range, parts
from weir.errors import WeirError
from weir.graph.model import Asset, Graph, Partitions
from weir.plan.model import Plan

DAILY = Partitions("Daily, starting 2017-01-01.", "2017-01-01", None)
WEEKLY = Partitions("Weekly, starting 2017-01-01.", "2017-01-01", None)


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


def test_a_range_without_a_file_is_refused_with_what_there_is() -> None:
    with pytest.raises(WeirError, match=r"no partition from 2018.* has 2017-01-01 … 2017-01-02"):
        in_range({"raw/lines": ["2017-01-01", "2017-01-02"]}, "2018-01-01", "2018-02-01")
    with pytest.raises(WeirError, match="it has none at all"):
        in_range({"raw/lines": []}, "2018-01-01", "2018-02-01")
