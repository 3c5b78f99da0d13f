"""Partitions that are due together are one run: a run for each is a storm when a view changes."""

from typing import Any

import dagster as dg
import pytest

from weir.automation.ranges import in_ranges
from weir.graph.partitions import RANGE

DAYS = dg.DailyPartitionsDefinition("2017-01-01", end_date="2018-01-01")
REGIONS = dg.StaticPartitionsDefinition(["emea", "amer", "apac"])
BOTH = dg.MultiPartitionsDefinition({"Date": DAYS, "region": REGIONS})
SINGLE_RUN = dg.BackfillPolicy.single_run()
JANUARY = [f"2017-01-{day:02}" for day in range(1, 32)]


def table(
    name: str, partitions: Any, policy: dg.BackfillPolicy | None = SINGLE_RUN
) -> dg.AssetsDefinition:
    @dg.asset(name=name, partitions_def=partitions, backfill_policy=policy)
    def made() -> None: ...

    return made


def asked(partitions: dg.PartitionsDefinition[str], key: str, *assets: str) -> dg.RunRequest:
    return dg.RunRequest(
        partition_key=key,
        asset_selection=[dg.AssetKey(asset) for asset in assets or ("sales",)],
        tags={"weir/by": "automation", **partitions.get_tags_for_partition_key(key)},
    )


def spans(requests: list[dg.RunRequest]) -> set[tuple[str, str]]:
    """First and last partition of each run."""
    return {
        (request.partition_key or request.tags[RANGE[0]], request.tags.get(RANGE[1], "alone"))
        for request in requests
    }


def graph(*assets: dg.AssetsDefinition) -> Any:
    return dg.Definitions(assets=assets).get_repository_def().asset_graph


def test_days_that_follow_each_other_are_one_run_and_a_gap_parts_them() -> None:
    days = [*JANUARY, "2017-03-05"]
    found = in_ranges([asked(DAYS, day) for day in days], graph(table("sales", DAYS)))
    assert spans(found) == {("2017-01-01", "2017-01-31"), ("2017-03-05", "alone")}
    [whole] = [request for request in found if request.partition_key is None]
    assert whole.tags["weir/by"] == "automation"
    assert "dagster/partition" not in whole.tags
    assert whole.asset_selection == [dg.AssetKey("sales")]


def test_a_range_over_two_dimensions_takes_in_no_partition_that_nobody_asked_for() -> None:
    keys = ["2017-01-01|emea", "2017-01-01|amer", "2017-01-02|emea", "2017-01-04|apac"]
    found = in_ranges([asked(BOTH, key) for key in keys], graph(table("sales", BOTH)))
    made: list[str] = []
    for request in found:
        if request.partition_key:
            made.append(request.partition_key)
        else:
            ends = dg.PartitionKeyRange(request.tags[RANGE[0]], request.tags[RANGE[1]])
            made += map(str, BOTH.get_partition_keys_in_range(ends))
    assert sorted(made) == sorted(keys)
    assert not any(
        name.startswith("dagster/partition")
        for r in found
        for name in r.tags
        if r.partition_key is None
    )


@pytest.mark.parametrize("policy", [None, dg.BackfillPolicy.multi_run(1)])
def test_what_takes_one_partition_at_a_time_is_asked_so(policy: dg.BackfillPolicy | None) -> None:
    found = in_ranges([asked(DAYS, day) for day in JANUARY], graph(table("sales", DAYS, policy)))
    assert [request.partition_key for request in found] == JANUARY


def test_other_assets_and_what_has_no_partitions_stay_apart() -> None:
    """In one run the table that is up to date would be made again."""
    plain = dg.RunRequest(asset_selection=[dg.AssetKey("total")], tags={"weir/by": "automation"})
    requests = [
        plain,
        asked(DAYS, "2017-01-01", "sales", "lines"),
        asked(DAYS, "2017-01-02", "lines"),
        asked(DAYS, "2017-01-03", "lines"),
    ]
    found = in_ranges(requests, graph(table("sales", DAYS), table("lines", DAYS)))
    assert plain in found
    assert requests[1] in found
    assert spans(found[2:]) == {("2017-01-02", "2017-01-03")}
    assert len(found) == 3
