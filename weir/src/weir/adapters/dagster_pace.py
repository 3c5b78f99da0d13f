"""How often Dagster's processes look, where Dagster has a constant and no setting.

- `dagster._daemon.sensor.MIN_INTERVAL_LOOP_TIME`, 5 seconds: the loop over all sensors, whatever
  their own interval. The next link of a chain waits half of it on average.
- `dagster._daemon.sensor.is_under_min_interval`: whether a sensor is left out of a round. There is
  no way to have one looked at out of turn, as when something happened that concerns it, nor to
  let one rest that has nothing to look at.
- `dagster._grpc.server_watcher.WATCH_INTERVAL`, 1 second: webserver and daemon each ask each code
  server whether it is still the same one, a third of the CPU that an idle platform uses.
"""

import time
from collections.abc import Callable, Mapping
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


class Turns:
    """Which sensors this process looks at out of turn, and which it lets rest.

    Args:
        prompt: whether `look` means a sensor, by its name.
        restful: whether a sensor looks at the records alone, by its name: while nothing happens
            it is looked at seldom.
        rest: seconds between two looks at such a one; may be set anew.

    Attributes:
        happened: when something was recorded last, seconds since 1970.
    """

    def __init__(
        self, prompt: Callable[[str], bool], restful: Callable[[str], bool], rest: float
    ) -> None:
        self._prompt, self._restful, self.rest = prompt, restful, rest
        self._since: dict[str, float] = {}
        self.happened = time.time()
        _sensor.is_under_min_interval = self._waits

    def look(self, location: str) -> None:
        """Have those looked at that have not been since this moment."""
        self._since[location] = time.time()

    def looked(self, looks: Callable[[], Mapping[tuple[str, str], float]]) -> bool:
        """Whether looks out of turn were asked for, and all of them have come; told once.

        Args:
            looks: tells the beginning of the last finished look, by location and sensor.
        """
        asked = self._since
        if not asked or any(
            at < asked.get(location, 0.0) and self._prompt(name)
            for (location, name), at in looks().items()
        ):
            return False
        self._since = {}
        return True

    def _waits(self, state: Any, remote_sensor: Any, *more: Any, **named: Any) -> bool:
        data, name = state.instigator_data, remote_sensor.name
        last = (data.last_tick_start_timestamp if data else None) or 0.0
        since = self._since.get(remote_sensor.handle.location_name)
        if since is not None and self._prompt(name) and last < since:
            return False
        if _in_turn(state, remote_sensor, *more, **named):
            return True
        return self._restful(name) and last > self.happened and time.time() - last < self.rest
