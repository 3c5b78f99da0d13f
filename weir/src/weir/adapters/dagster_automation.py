"""What Dagster's automation has no public way for.

- The last tick of a cron schedule: public conditions say only that one passed since the last look.
- `AutomationConditionSensorDefinition(use_user_code_server=True)` refuses more than 500 assets and
  checks, a bound on the time that stock conditions take in a code server
  (automation_condition_sensor_definition.py, MAX_ENTITIES). Ours are decided for all assets of a
  location at once, in milliseconds; a sensor for each 500 would ask for runs that overtake each
  other.
- A condition of one's own is handed all partitions of an asset, and can't name some of them.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from dagster._core.definitions import automation_condition_sensor_definition as sensors
from dagster._core.definitions.events import AssetKeyPartitionKey
from dagster._utils.schedules import reverse_cron_string_iterator

LIMIT = "MAX_ENTITIES"


def previous_tick(cron: str, timezone: str, now: float) -> datetime:
    """The last moment at or before `now` (seconds since 1970) that a schedule names."""
    return next(reverse_cron_string_iterator(now, cron, timezone))


def lift_limit(entities: int) -> None:
    """Let a sensor that is evaluated in the code server target so many assets and checks."""
    setattr(sensors, LIMIT, max(entities, getattr(sensors, LIMIT)))


def subset_of(context: Any, keys: Iterable[str]) -> Any:
    """Some partitions of the asset of an `AutomationContext`."""
    named = {AssetKeyPartitionKey(context.key, key) for key in keys}
    return context.asset_graph_view.get_asset_subset_from_asset_partitions(context.key, named)
