"""What is asked of each side, as commands."""

import sys
from collections.abc import Sequence

from benchmarks.dbt.generate import name
from benchmarks.dbt.peak import Peak
from benchmarks.dbt.place import Place
from benchmarks.spent import Spent, command, script

CHOSEN = name(0)  # a model that reads no other: it needs nothing built before

Measured = tuple[Spent, float]


def prepare(place: Place) -> Spent:
    """Parse the project, and write what the location loads from."""
    if place.side == "bare":
        return _run(place, _dbt("parse"))[0]
    # What stock's `dg dev` and `dg launch` set; without it the component prepares nothing.
    return _run(place, _python(place, "prepare"), {"DAGSTER_IS_DEV_CLI": "1"})[0]


def load(place: Place) -> Measured:
    """Load the location from what was prepared, as a code server does."""
    return _run(place, _python(place, "load"))


def full(place: Place) -> Measured:
    """Build and test every model."""
    return _run(place, _dbt("build") if place.side == "bare" else _python(place, "full"))


def one(place: Place) -> Measured:
    """Build and test one model of them all."""
    if place.side == "bare":
        return _run(place, _dbt("build", "--select", CHOSEN))
    return _run(place, _python(place, "one"))


def _python(place: Place, what: str) -> list[str]:
    return [sys.executable, "-m", "benchmarks.dbt.process", place.side, what]


def _dbt(verb: str, *more: str) -> list[str]:
    options = ["--project-dir", "transform", "--profiles-dir", "transform"]
    return [script("dbt"), "--quiet", verb, *more, *options]


def _run(place: Place, words: Sequence[str], more: dict[str, str] | None = None) -> Measured:
    peak = Peak()
    environment = {**place.environment, **(more or {})}
    spent = command(words, environment=environment, folder=place.folder, beside=peak.start)
    return spent, peak.megabytes
