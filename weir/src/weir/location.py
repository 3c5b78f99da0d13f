"""A code location: what lies under its `defs/` folder, and what makes that run by itself."""

import gc
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster as dg

from weir.adapters.dagster_automation import lift_limit, rewrite_requests
from weir.adapters.dagster_components import without_list_of_components
from weir.automation.ranges import in_ranges
from weir.automation.running import BY, CONDITIONS, sensor_status
from weir.code_links import linked
from weir.component_type import unknown_type

EVERY = 1  # second; the daemon looks every 5, and that of `weir up` oftener while a chain runs


def definitions(module: str, *, every: int = EVERY) -> dg.Definitions:
    """The definitions of a code location, from the `defs/` folder beside its `definitions.py`.

    Args:
        module: that file, as `__file__` says it.
        every: seconds between two looks at the assets' conditions, at least.
    """
    # A run's process loads it, too; only `weir up`, which forks those, can afford the list.
    with without_list_of_components(), _uncollected():
        folder = linked(_folder(Path(module).parent))
    # A process per step costs 3.5 CPU seconds; the work is in the warehouse, not here.
    return dg.Definitions.merge(
        folder, dg.Definitions(executor=dg.in_process_executor, sensors=_sensors(folder, every))
    )


def _folder(location: Path) -> dg.Definitions:
    try:
        return dg.load_from_defs_folder(path_within_project=location)
    except dg.DagsterError as error:
        if found := unknown_type(location / "defs", error):
            raise found from error
        raise


@contextmanager
def _uncollected() -> Generator[None]:
    """Keep Python's collector from what a load makes: all of it stays, and yet is gone through.

    Time and again, and also after it: a quarter of all CPU of a run of one model of 5,000.
    """
    was = gc.isenabled()
    gc.unfreeze()  # an earlier load may be nobody's any more
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was:
            gc.enable()


def _sensors(folder: dg.Definitions, every: int) -> list[dg.SensorDefinition]:
    """The sensor that evaluates the location's conditions, where it has any.

    One for all of them: what one sensor asks for at a time is one run, and consumers are asked
    for together with what they are made of.
    """
    automated = 0
    for entry in folder.assets or []:
        if isinstance(entry, dg.AssetsDefinition):
            specs: list[Any] = [*entry.specs, *entry.check_specs]
            automated += sum(spec.automation_condition is not None for spec in specs)
    if not automated:
        return []
    lift_limit(automated)
    with warnings.catch_warnings():
        # `use_user_code_server` is beta: docs/adr/0013 says why it is used all the same.
        warnings.simplefilter("ignore", dg.BetaWarning)
        return [_sensor(every)]


def _sensor(every: int) -> dg.SensorDefinition:
    sensor = dg.AutomationConditionSensorDefinition(
        CONDITIONS,
        target=dg.AssetSelection.all() | dg.AssetSelection.all_asset_checks(),
        default_status=sensor_status(),
        minimum_interval_seconds=every,
        use_user_code_server=True,
        emit_backfills=False,
        run_tags={BY: CONDITIONS},
        description="Makes what is due by the conditions of this code location's assets.",
    )
    rewrite_requests(sensor, in_ranges)
    return sensor
