"""What Dagster's automation has no public way for.

- The last tick of a cron schedule: public conditions say only that one passed since the last look.
- `AutomationConditionSensorDefinition(use_user_code_server=True)` refuses more than 500 assets and
  checks, a bound on the time that stock conditions take in a code server
  (automation_condition_sensor_definition.py, MAX_ENTITIES). Ours are decided for all assets of a
  location at once, in milliseconds; a sensor for each 500 would ask for runs that overtake each
  other.
- A condition of one's own is handed all partitions of an asset, and can't name some of them.
- Its sensor asks for a run for each partition, or, with `emit_backfills`, for a backfill, which the
  daemon looks at every half minute; nothing in between.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

import dagster as dg
from dagster._core.definitions import automation_condition_sensor_definition as sensors
from dagster._core.definitions.events import AssetKeyPartitionKey
from dagster._utils.schedules import reverse_cron_string_iterator

LIMIT = "MAX_ENTITIES"
EVALUATES = "_evaluation_fn"

Rewrite = Callable[[Sequence[dg.RunRequest], Any], list[dg.RunRequest]]


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


def rewrite_requests(sensor: dg.AutomationConditionSensorDefinition, rewrite: Rewrite) -> None:
    """Let a sensor that is evaluated in the code server ask for other runs than it would.

    Args:
        rewrite: called with what it asks for, and Dagster's asset graph.
    """
    evaluate = getattr(sensor, EVALUATES)

    def evaluated(context: dg.SensorEvaluationContext) -> list[Any]:
        [found] = evaluate(context)
        graph = context.repository_def.asset_graph if context.repository_def else None
        return [found._replace(run_requests=rewrite(found.run_requests or [], graph))]

    setattr(sensor, EVALUATES, evaluated)
