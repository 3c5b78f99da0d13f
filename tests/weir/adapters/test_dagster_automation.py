"""Goes when Dagster has a public way, or no bound any more."""

from datetime import UTC, datetime

import dagster as dg
from dagster._core.definitions import automation_condition_sensor_definition as sensors

from weir.adapters.dagster_automation import lift_limit, previous_tick, rewrite_requests
from weir.automation.ranges import in_ranges
from weir.graph.partitions import RANGE


def test_the_bound_on_sensors_of_the_code_server_is_still_there_and_can_be_lifted() -> None:
    before = sensors.MAX_ENTITIES
    try:
        lift_limit(before + 1)
        assert before + 1 == sensors.MAX_ENTITIES
        lift_limit(3)
        assert before + 1 == sensors.MAX_ENTITIES
    finally:
        sensors.MAX_ENTITIES = before


def test_the_last_tick_is_in_the_schedules_own_time_zone() -> None:
    now = datetime(2017, 12, 1, 12, 0, tzinfo=UTC).timestamp()
    tick = previous_tick("0 6 * * *", "America/New_York", now)
    assert tick.astimezone(UTC) == datetime(2017, 12, 1, 11, 0, tzinfo=UTC)


def daily(name: str) -> dg.AssetsDefinition:
    days = dg.DailyPartitionsDefinition("2017-01-01", end_date="2017-02-01")

    @dg.asset(
        name=name,
        partitions_def=days,
        backfill_policy=dg.BackfillPolicy.single_run(),
        automation_condition=dg.AutomationCondition.missing(),
    )
    def made() -> None: ...

    return made


def requests(*, rewritten: bool) -> list[dg.RunRequest]:
    sensor = dg.AutomationConditionSensorDefinition(
        "s", target="*", use_user_code_server=True, emit_backfills=False
    )
    if rewritten:
        rewrite_requests(sensor, in_ranges)
    repository = dg.Definitions(assets=[daily("sales")], sensors=[sensor]).get_repository_def()
    with dg.DagsterInstance.ephemeral() as instance:
        context = dg.build_sensor_context(instance, repository_def=repository)
        found = repository.get_sensor_def("s").evaluate_tick(context)
    return list(found.run_requests or [])


def test_upstream_asks_for_a_run_for_each_partition() -> None:
    assert len(requests(rewritten=False)) == 31


def test_ours_asks_for_one_of_all_of_them() -> None:
    [only] = requests(rewritten=True)
    assert only.partition_key is None
    assert (only.tags[RANGE[0]], only.tags[RANGE[1]]) == ("2017-01-01", "2017-01-31")
