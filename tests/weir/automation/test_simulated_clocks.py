"""Each test is a way in which graphs that a clock or a promise drives are known to fail."""

from datetime import timedelta

import dagster as dg
from tests.weir.automation.conftest import Simulation, asset

from weir.automation import conditions

MINUTE = timedelta(minutes=1)


def test_a_cooldown_makes_one_making_of_all_that_comes_meanwhile(sim: Simulation) -> None:
    def cooled() -> conditions.Automation:
        return conditions.on_upstream_change(cooldown=timedelta(minutes=10))

    definitions = dg.Definitions(
        assets=[dg.AssetSpec("raw"), asset("base", "raw", automation=cooled)]
    )
    sim.load("raw")
    assert sim.tick(definitions) == {"base"}
    sim.run(definitions, "base")
    for _ in range(3):
        sim.load("raw")
        assert sim.tick(definitions, MINUTE) == set()
    assert sim.tick(definitions, 10 * MINUTE) == {"base"}


def test_a_cron_does_not_wait_for_a_source_without_news(sim: Simulation) -> None:
    def hourly() -> conditions.Automation:
        return conditions.on_cron("0 * * * *", "America/New_York")

    definitions = dg.Definitions(
        assets=[
            dg.AssetSpec("raw"),
            dg.AssetSpec("other"),
            asset("base", "raw", "other", automation=hourly),
        ]
    )
    sim.load("raw")
    sim.load("other")
    assert sim.tick(definitions) == {"base"}
    sim.run(definitions, "base")
    assert sim.tick(definitions) == set() or sim.now.minute == 0
    assert sim.tick(definitions, timedelta(hours=1)) == {"base"}


def test_a_late_asset_without_news_upstream_is_not_made_again_and_again(sim: Simulation) -> None:
    definitions = dg.Definitions(
        assets=[
            dg.AssetSpec("raw"),
            asset(
                "base",
                "raw",
                automation=conditions.on_freshness_need,
                freshness_policy=dg.FreshnessPolicy.time_window(
                    fail_window=timedelta(hours=4), warn_window=timedelta(hours=2)
                ),
            ),
        ]
    )
    sim.load("raw")
    sim.tick(definitions)
    sim.run(definitions, "base")
    assert sim.tick(definitions, timedelta(hours=5)) == set()
    sim.load("raw")
    assert sim.tick(definitions) == {"base"}


def test_new_data_waits_until_freshness_needs_it(sim: Simulation) -> None:
    definitions = dg.Definitions(
        assets=[
            dg.AssetSpec("raw"),
            asset(
                "base",
                "raw",
                automation=conditions.on_freshness_need,
                freshness_policy=dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=4)),
            ),
        ]
    )
    sim.load("raw")
    sim.tick(definitions)
    sim.run(definitions, "base")
    sim.load("raw")
    assert sim.tick(definitions, timedelta(hours=2)) == set()
    assert sim.tick(definitions, timedelta(hours=1, minutes=1)) == {"base"}


def test_a_deadline_by_the_clock_is_a_freshness_need_as_well(sim: Simulation) -> None:
    """Made before `lower_bound`, it would not count for the deadline; never made, it is late."""
    deadline = dg.FreshnessPolicy.cron(
        deadline_cron="0 9 * * *", lower_bound_delta=timedelta(hours=2)
    )
    definitions = dg.Definitions(
        assets=[
            dg.AssetSpec("raw"),
            asset(
                "base",
                "raw",
                automation=conditions.on_freshness_need,
                freshness_policy=deadline,
            ),
        ]
    )
    sim.load("raw")
    sim.tick(definitions)
    sim.run(definitions, "base")
    sim.load("raw")
    made = sim.now
    day = timedelta(days=1)
    nine = made.replace(hour=9, minute=0, second=0, microsecond=0)
    while nine < made + timedelta(hours=2, seconds=10):
        nine += day
    early = nine - timedelta(hours=2, minutes=1)
    if early > made:
        assert sim.tick(definitions, early - sim.now) == set()
    assert sim.tick(definitions, nine - timedelta(hours=1, minutes=59) - sim.now) == {"base"}
