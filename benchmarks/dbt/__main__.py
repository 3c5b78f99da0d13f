"""Build generated dbt projects through ours, stock and bare dbt, and print what each costs."""

import argparse
import importlib.metadata
import os
import platform
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.dbt import work
from benchmarks.dbt.place import Place
from benchmarks.dbt.report import Figures, goals, table

SIDES = ("bare", "ours", "stock")
MOST_OF_STOCK = 1000  # models in one step beyond which stock's bookkeeping takes hours
ASKED = {"load": work.load, "full": work.full, "one": work.one}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=int, nargs="+", default=[100, 500, 1000, 5000])
    parser.add_argument("--sides", choices=SIDES, nargs="+", default=list(SIDES))
    parser.add_argument("--what", choices=list(ASKED), nargs="+", default=list(ASKED))
    parser.add_argument("--folder", type=Path, help="where to work, and to leave what was built")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder.resolve() if given.folder else Path(temporary)
        found = [_size(folder / str(n), n, given.sides, given.what) for n in given.models]
    names = ("dagster", "dagster-dbt", "dbt-core", "dbt-duckdb", "duckdb")
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)
    place = f"{os.cpu_count()} processors, Python {platform.python_version()}, {versions}"
    title = f"{datetime.now(UTC):%Y-%m-%d}, {place}"
    sys.stdout.write("\n\n".join([title, table(found), goals(found)]) + "\n")


def _size(folder: Path, models: int, sides: list[str], asked: list[str]) -> Figures:
    figures = Figures(models)
    places = [Place(side, folder / side) for side in SIDES if side in sides]
    for place in places:
        place.write(models)
        _say(f"{models} models, {place.side}: prepared in {work.prepare(place).cpu:.1f} CPU s")
    for what, measure in ASKED.items():
        for place in places:
            if what not in asked or not _measured(what, place.side, models):
                continue
            figures.of[what, place.side] = found = measure(place)
            _say(f"{models} models, {place.side}: {what} {found[0].cpu:.1f} CPU s")
    return figures


def _measured(what: str, side: str, models: int) -> bool:
    if side == "bare":
        return what != "load"
    return side == "ours" or what != "full" or models <= MOST_OF_STOCK


def _say(line: str) -> None:
    sys.stderr.write(f"{datetime.now(UTC):%H:%M:%S} {line}\n")


if __name__ == "__main__":
    main()
