"""Cron deadlines as Dagster counts them.

The badge on an asset's page is computed with `dagster._utils.schedules`, for which there is no
public name; a cron library of our own would differ from it at the edges (day of month and day of
week together, daylight saving time).
"""

import datetime as dt

from dagster._utils.schedules import cron_string_iterator


def next_tick(cron: str, timezone: str, after: float) -> float:
    """The first tick later than `after`; seconds since 1970."""
    for tick in cron_string_iterator(after, cron, timezone):
        moment = _seconds(tick)
        if moment > after:
            return moment
    raise AssertionError  # the iterator never ends


def _seconds(tick: dt.datetime) -> float:
    return tick.timestamp()
