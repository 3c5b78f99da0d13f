"""Killed at any point and run again, the platform ends where an uninterrupted run ends."""

import time
from collections.abc import Callable
from typing import Any

import dagster as dg
import pytest
from tests.e2e.demo.picture import picture
from tests.e2e.demo.platform import Platform

from sandbox.faults import Fault
from sandbox.world import World

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]


def mid_load(platform: Platform, run: Any) -> None:
    platform.step_began("load_pos", run)
    time.sleep(0.4)


def mid_dbt(platform: Platform, run: Any) -> None:
    platform.until(lambda: platform.made("dbt") > 5, run, "dbt made nothing")


def mid_feature(platform: Platform, run: Any) -> None:
    platform.step_began("features__ftr__customer__rfm", run)


def mid_render(platform: Platform, run: Any) -> None:
    platform.step_began("dashboards__marketing_finance", run)
    time.sleep(0.2)


def mid_batch(platform: Platform, run: Any) -> None:
    sent = len(platform.writes())
    platform.until(lambda: len(platform.writes()) > sent, run, "nothing was sent")
    time.sleep(0.1)


POINTS: dict[str, Callable[[Platform, Any], None]] = {
    f.__name__: f for f in (mid_load, mid_dbt, mid_feature, mid_render, mid_batch)
}


@pytest.mark.parametrize("points", ["mid_load mid_feature", "mid_dbt mid_render mid_batch"])
def test_killed_time_and_again_it_ends_where_the_uninterrupted_one_does(
    points: str, platform: Platform, uninterrupted: dict[str, Any]
) -> None:
    platform.tick(7)
    for before, point in enumerate(points.split()):
        if point == "mid_batch":
            slow = Fault(path="/batch/upsert", status=None, times=1, delay=1.0, after=True)
            World(platform.state / "sandbox").faults.add(slow)
        run = platform.start("run")
        POINTS[point](platform, run)
        platform.kill(run)
        with platform.instance() as records:
            failed = records.get_runs_count(dg.RunsFilter(statuses=[dg.DagsterRunStatus.FAILURE]))
        assert failed == before, "each is found by the next command, and marked"
    output = platform.run()
    assert "was killed" in output
    assert "marked as failed" in output
    assert picture(platform) == uninterrupted
    assert "nothing to do" in platform.run()
