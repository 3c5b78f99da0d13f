"""CPU seconds of each location's load: fresh process, empty environment, no network."""

import argparse
import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.spent import Spent, command, script
from weir.graph.workspace import Location, locations
from weir.home import find_project

GOAL = 6.0  # CPU seconds, with a manifest that a load before has left


def main() -> None:
    """Load each location once to prepare it, then measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=3, help="loads of each, of which the median")
    times = parser.parse_args().times
    lines = ["| location | CPU s | wall s | CPU s of the first |", "|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as state:
        for location in locations(find_project()):
            first = _load(location, Path(state))
            found = [_load(location, Path(state)) for _ in range(times)]
            cpu, wall = median(s.cpu for s in found), median(s.wall for s in found)
            lines.append(f"| {location.name} | {cpu:.2f} | {wall:.2f} | {first.cpu:.2f} |")
        empty = [command([script("python"), "-c", "import dagster"], environment={})] * times
    lines.append(f"| `import dagster` alone | {median(s.cpu for s in empty):.2f} | | |")
    sys.stdout.write("\n".join([*lines, "", f"goal: at most {GOAL:g} CPU s each"]) + "\n")


def _load(location: Location, state: Path) -> Spent:
    """One load. The state folder's place is all that the process finds in its environment."""
    words = [script("python"), "-m", "benchmarks.loading.one", location.name, location.module]
    return command(words, environment={"WEIR_HOME": str(state)}, folder=find_project())


if __name__ == "__main__":
    main()
