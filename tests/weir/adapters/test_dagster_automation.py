"""Goes when Dagster has a public way, or no bound any more."""

from datetime import UTC, datetime

from dagster._core.definitions import automation_condition_sensor_definition as sensors

from weir.adapters.dagster_automation import lift_limit, previous_tick


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
