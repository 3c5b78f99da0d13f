"""How much a system is asked at once: steps beside each other, requests in a time."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import yaml

from weir.environment import LOOPBACK
from weir.errors import WeirError
from weir.home import Home, home
from weir.throttle import Throttle

FILE = "deploy/limits.yaml"
RATE = re.compile(r"([1-9]\d*) *(?:/|per) *([1-9]\d*)? *(s|m|h|d)")
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True)
class Limit:
    """The limits of one system.

    Attributes:
        steps: how many steps may use it at once: the size of its Dagster pool.
        requests: how many requests it takes within `seconds`; None: it states no limit.
    """

    steps: int | None = None
    requests: int | None = None
    seconds: float = 0.0


def read(project: Path) -> dict[str, Limit]:
    """The limits that the project declares, by the system's name; none where there is no file.

    Raises:
        WeirError: an entry is not understood.
    """
    path = project / FILE
    try:
        document: Any = yaml.safe_load(path.read_text()) or {}
    except FileNotFoundError:
        return {}
    except yaml.YAMLError as error:
        raise WeirError(f"it is no YAML: {error}", where=path, fix="correct the file") from error
    if not isinstance(document, dict):
        raise _refused(path, "it must map systems to their limits")
    entries = cast("dict[str, Any]", document)
    return {str(name): _limit(path, str(name), entry) for name, entry in entries.items()}


def throttle(system: str, url: str) -> Throttle:
    """What requests to a system wait for; all processes of the state folder share it.

    A rate is the vendor's: a stand-in on loopback takes as many as come.
    """
    place: Home = home()
    vendor = urlsplit(url).hostname not in LOOPBACK
    limit = read(place.project).get(system, Limit()) if vendor else Limit()
    return Throttle(system, place.state / "rates" / system, limit.requests, limit.seconds)


def apply(instance: Any, limits: Mapping[str, Limit]) -> None:
    """Give Dagster's pools their sizes: its own configuration has one size for all of them.

    Args:
        instance: the DagsterInstance.
    """
    storage = instance.event_log_storage
    present = {pool.name: pool.limit for pool in storage.get_pool_limits() if not pool.from_default}
    for name, limit in limits.items():
        if limit.steps is not None and present.get(name) != limit.steps:
            storage.set_concurrency_slots(name, limit.steps)


def _limit(path: Path, name: str, entry: Any) -> Limit:
    where = f"{path}, {name}"
    values = cast("dict[str, Any]", entry) if isinstance(entry, dict) else {"": entry}
    if not values.keys() <= {"steps", "requests"}:
        raise _refused(where, "a limit has the keys `steps` and `requests`")
    steps = values.get("steps")
    if steps is not None and (not isinstance(steps, int) or steps < 1):
        raise _refused(where, f"`steps: {steps}` is no number of steps")
    rate = values.get("requests")
    if rate is None:
        return Limit(steps)
    found = RATE.fullmatch(str(rate))
    if not found:
        raise _refused(where, f"`requests: {rate}` is no rate")
    return Limit(steps, int(found[1]), int(found[2] or 1) * SECONDS[found[3]])


def _refused(where: object, what: str) -> WeirError:
    return WeirError(what, where=where, fix="write for example `{steps: 1, requests: 100/10s}`")
