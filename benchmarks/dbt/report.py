"""The figures, and beside each goal what was measured, in Markdown."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from benchmarks.dbt.work import Measured

WHATS = {
    "full": "full build",
    "one": "one selected model",
    "load": "load of the location",
}
BUILD_GOALS = ((500, 1.15), (1000, 1.2), (5000, 1.3))  # wall, against bare dbt, up to that size
ONE_GOAL = 1.2  # against bare dbt
LOAD_GOAL = 0.6  # CPU, against stock


@dataclass
class Figures:
    """What was measured of a project of one size.

    Attributes:
        of: by what was asked for and side.
    """

    models: int
    of: dict[tuple[str, str], Measured] = field(default_factory=dict[tuple[str, str], Measured])

    def ratio(self, what: str, side: str, other: str, *, wall: bool = False) -> float | None:
        """One side's seconds against another's; None where either was not measured."""
        mine, theirs = self.of.get((what, side)), self.of.get((what, other))
        if mine is None or theirs is None:
            return None
        if wall:
            return mine[0].wall / theirs[0].wall
        return mine[0].cpu / theirs[0].cpu

    def memory(self, what: str) -> float | None:
        """Our peak against stock's."""
        mine, theirs = self.of.get((what, "ours")), self.of.get((what, "stock"))
        return mine[1] / theirs[1] if mine and theirs else None


def table(figures: list[Figures]) -> str:
    """Seconds and memory."""
    lines = [
        "| models | what | side | CPU s | wall s | peak MB | CPU ÷ bare | wall ÷ bare |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for size in figures:
        for (what, side), (spent, peak) in size.of.items():
            ratios = [size.ratio(what, side, "bare", wall=wall) for wall in (False, True)]
            cells = [str(size.models), WHATS[what], side, f"{spent.cpu:.1f}", f"{spent.wall:.1f}"]
            cells += [f"{peak:.0f}", *(_number(ratio) for ratio in ratios)]
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def goals(figures: list[Figures]) -> str:
    """Each goal with what was measured."""
    lines = ["| models | what | measured | goal | |", "|---|---|---|---|---|"]
    for size in figures:
        for what, measured, goal in _goals(size):
            if measured is not None:
                verdict = "met" if measured <= goal else f"missed by {measured - goal:.2f}"
                lines.append(f"| {size.models} | {what} | {measured:.2f} | {goal:g} | {verdict} |")
    return "\n".join(lines)


def _goals(size: Figures) -> Iterator[tuple[str, float | None, float]]:
    build = next((goal for most, goal in BUILD_GOALS if size.models <= most), BUILD_GOALS[-1][1])
    yield "full build ÷ bare dbt, wall", size.ratio("full", "ours", "bare", wall=True), build
    yield "the same, CPU", size.ratio("full", "ours", "bare"), build
    yield "one model ÷ bare dbt, CPU", size.ratio("one", "ours", "bare"), ONE_GOAL
    yield "load ÷ stock, CPU", size.ratio("load", "ours", "stock"), LOAD_GOAL
    yield "memory of the load ÷ stock", size.memory("load"), 1.0
    yield "memory of one model ÷ stock", size.memory("one"), 1.0
    yield "memory of the full build ÷ stock", size.memory("full"), 1.0


def _number(ratio: float | None) -> str:
    return "" if ratio is None else f"{ratio:.2f}"
