"""How often Dagster's processes look, where Dagster has a constant and no setting.

- `dagster._daemon.sensor.MIN_INTERVAL_LOOP_TIME`, 5 seconds: the loop over all sensors, whatever
  their own interval. The next link of a chain waits half of it on average.
- `dagster._daemon.sensor.is_under_min_interval`: whether a sensor is left out of a round. There is
  no way to have one looked at out of turn, as when something happened that concerns it.
- `dagster._grpc.server_watcher.WATCH_INTERVAL`, 1 second: webserver and daemon each ask each code
  server whether it is still the same one, a third of the CPU that an idle platform uses.
"""

import time
from collections.abc import Callable
from typing import Any

from dagster._daemon import sensor
from dagster._grpc import server_watcher

_sensor: Any = sensor
_watcher: Any = server_watcher
_in_turn: Any = sensor.is_under_min_interval


def look_every(seconds: float) -> None:
    """Set the pace of this process's loop over the sensors, from its next round on."""
    _sensor.MIN_INTERVAL_LOOP_TIME = seconds


def watch_every(seconds: float) -> None:
    """Set how often this process asks a code server who it is; before it loads a workspace."""
    _watcher.WATCH_INTERVAL = seconds


class OutOfTurn:
    """Has some sensors of a code location looked at once in this process's next round.

    Args:
        concerns: whether a sensor is meant, by its name.
    """

    def __init__(self, concerns: Callable[[str], bool]) -> None:
        self._concerns = concerns
        self._since: dict[str, float] = {}
        _sensor.is_under_min_interval = self._waits

    def look(self, location: str) -> None:
        """Have those looked at that have not been since this moment."""
        self._since[location] = time.time()

    def _waits(self, state: Any, remote_sensor: Any, *more: Any, **named: Any) -> bool:
        since = self._since.get(remote_sensor.handle.location_name)
        if since is not None and self._concerns(remote_sensor.name):
            data = state.instigator_data
            if data is None or (data.last_tick_start_timestamp or 0.0) < since:
                return False
        return bool(_in_turn(state, remote_sensor, *more, **named))
