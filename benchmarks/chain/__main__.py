"""Run the demo's chain through Dagster and by bare tools, and print what each part costs."""

import argparse
import importlib.metadata
import os
import platform
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.chain import bare, ours
from benchmarks.chain.report import report
from benchmarks.spent import command, script
from weir.environment import current
from weir.home import find_project
from weir.sandbox_process import running


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=int, default=1, help="households, times N")
    parser.add_argument("--folder", type=Path, help="where to work (default: a temporary folder)")
    given = parser.parse_args()
    if given.folder:
        given.folder.mkdir(parents=True)  # an old state would measure something else
        sys.stdout.write(measure(given.folder.resolve(), given.scale))
        return
    with tempfile.TemporaryDirectory() as folder:
        sys.stdout.write(measure(Path(folder), given.scale))


def measure(folder: Path, scale: int) -> str:
    """The figures, in words."""
    with _world(folder / "ours", scale):
        pass  # filled now, so that its filling counts for nobody
    shutil.copytree(folder / "ours", folder / "bare")
    with _world(folder / "ours", scale):
        _say("the first run")
        full = ours.run(folder / "ours")
        _say(str(full.whole))
        _say("a run with nothing new")
        nothing = command([script("weir"), "run"])
        _say(str(nothing))
        command([script("weir"), "sandbox", "tick", "--days", "7"])
        _say("a run after seven days")
        # Of ten times as many customers, more may change in a week than the audiences' guard lets
        # pass; these are then not sent, and the run is red.
        week = ours.run(folder / "ours", (0,) if scale == 1 else (0, 1))
        _say(str(week.whole))
    with _world(folder / "bare", scale):
        _say("the same as the first run by bare tools")
        plain = bare.run(folder / "bare", find_project())
    names = ("dagster", "dbt-core", "dlt", "duckdb")
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)
    place = f"{os.cpu_count()} processors, Python {platform.python_version()}, {versions}"
    title = f"scale {scale}, {datetime.now(UTC):%Y-%m-%d}, {place}"
    return report(title, full, plain, nothing, week)


def _world(state: Path, scale: int):
    """The sandbox, running, for whatever this process starts."""
    os.environ["WEIR_HOME"] = str(state)
    return running(current(), scale=scale, tell=_say)


def _say(line: str) -> None:
    sys.stderr.write(f"{datetime.now(UTC):%H:%M:%S} {line}\n")


if __name__ == "__main__":
    main()
