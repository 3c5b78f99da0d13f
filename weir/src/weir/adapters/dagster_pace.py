"""How often Dagster's processes look, where Dagster has a constant and no setting.

- `dagster._daemon.sensor.MIN_INTERVAL_LOOP_TIME`, 5 seconds: the loop over all sensors, whatever
  their own interval. The next link of a chain waits half of it on average.
- `dagster._grpc.server_watcher.WATCH_INTERVAL`, 1 second: webserver and daemon each ask each code
  server whether it is still the same one, a third of the CPU that an idle platform uses.
"""

from typing import Any

from dagster._daemon import sensor
from dagster._grpc import server_watcher

_sensor: Any = sensor
_watcher: Any = server_watcher


def look_every(seconds: float) -> None:
    """Set the pace of this process's loop over the sensors, from its next round on."""
    _sensor.MIN_INTERVAL_LOOP_TIME = seconds


def watch_every(seconds: float) -> None:
    """Set how often this process asks a code server who it is; before it loads a workspace."""
    _watcher.WATCH_INTERVAL = seconds
