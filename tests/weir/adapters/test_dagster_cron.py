"""The one private function that tells Dagster's cron ticks."""

import datetime as dt

import dagster as dg

from weir.adapters.dagster_cron import next_tick


def test_ticks_are_those_of_dagsters_own_schedules() -> None:
    """Once Dagster offers ticks of a cron string publicly, the adapter can go."""
    zone = "America/New_York"
    days = dg.TimeWindowPartitionsDefinition(
        start="2026-03-01 00:00",
        fmt="%Y-%m-%d %H:%M",
        cron_schedule="30 2 * * *",
        timezone=zone,
    )
    windows = [
        days.time_window_for_partition_key(key).start.timestamp()
        for key in days.get_partition_keys(dt.datetime(2026, 3, 12, tzinfo=dt.UTC))
    ]
    found = [windows[0]]
    while len(found) < len(windows):
        found.append(next_tick("30 2 * * *", zone, found[-1]))
    assert found == windows
    assert len(found) > 8, "with the night in which the clock leaps over half past two"
    assert not hasattr(dg, "cron_string_iterator")
