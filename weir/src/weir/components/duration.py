"""Durations as `defs.yaml` writes them."""

import re
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
FORM = re.compile(r"(\d+)\s*([smhd])")


def duration(value: Any) -> timedelta:
    """A duration from `30s`, `90m`, `6h` or `2d`.

    Raises:
        ValueError: it has another form, or is zero.
    """
    if isinstance(value, timedelta):
        return value
    found = FORM.fullmatch(value.strip()) if isinstance(value, str) else None
    if not found or not int(found[1]):
        raise ValueError(f"{value!r} is no duration; write 30s, 90m, 6h or 2d")
    return timedelta(**{UNITS[found[2]]: int(found[1])})


Duration = Annotated[timedelta, BeforeValidator(duration)]
