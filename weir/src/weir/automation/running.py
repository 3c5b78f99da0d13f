"""Whether sensors and schedules run when nobody has switched them: the one rule."""

import os

import dagster as dg

from weir.environment import Name, current

VARIABLE = "WEIR_AUTOMATION"
ON = "on"
BY = "weir/by"  # tag of a run: the sensor that asked for it
CONDITIONS = "automation"  # name of the sensor that evaluates the conditions of a location


def running() -> bool:
    """True in production, and in local where `weir up` has said so.

    A preview shares its sources with production, and a bare `dagster dev` or a load of the
    definitions must start nothing.
    """
    name = current().name
    return name is Name.PRODUCTION or (name is Name.LOCAL and os.environ.get(VARIABLE) == ON)


def switch_on() -> None:
    """Let the sensors and schedules of this process and its children run (local only)."""
    os.environ[VARIABLE] = ON


def sensor_status() -> dg.DefaultSensorStatus:
    """The default status of every sensor."""
    return dg.DefaultSensorStatus.RUNNING if running() else dg.DefaultSensorStatus.STOPPED


def schedule_status() -> dg.DefaultScheduleStatus:
    """The default status of every schedule."""
    return dg.DefaultScheduleStatus.RUNNING if running() else dg.DefaultScheduleStatus.STOPPED
