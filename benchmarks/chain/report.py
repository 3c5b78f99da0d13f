"""The figures as the tables that docs/benchmarks.md holds."""

from collections.abc import Iterator, Mapping

from benchmarks.chain.ours import Run
from benchmarks.spent import Spent

GOAL = 1.15


def report(title: str, full: Run, bare: Mapping[str, Spent], nothing: Spent, week: Run) -> str:
    """All of it, in Markdown."""
    whole = sum(bare.values(), Spent())
    lines = [
        title,
        "",
        "| location | Dagster: wall s | CPU s | bare: wall s | CPU s | ratio wall | ratio CPU |",
        "|---|---|---|---|---|---|---|",
        *(_row(name, full.of(name), plain) for name, plain in bare.items()),
        _row("start, plan, bookkeeping, publish", full.beside, None),
        _row("in all", full.whole, whole),
        "",
        f"goal for the last figure: at most {GOAL}",
        "",
        "| run | wall s | CPU s | of the first, wall | of the first, CPU |",
        "|---|---|---|---|---|",
        _part("first", full.whole, full.whole),
        _part("nothing new", nothing, full.whole),
        _part("after seven days", week.whole, full.whole),
        "",
        "| step of the first run | location | wall s | CPU s |",
        "|---|---|---|---|",
        *_steps(full),
    ]
    return "\n".join(lines) + "\n"


def _row(name: str, ours: Spent, bare: Spent | None) -> str:
    first = f"| {name} | {ours.wall:.1f} | {ours.cpu:.1f} |"
    if bare is None:
        return f"{first} | | | |"
    ratios = f"{ours.wall / bare.wall:.2f} | {ours.cpu / bare.cpu:.2f}"
    return f"{first} {bare.wall:.1f} | {bare.cpu:.1f} | {ratios} |"


def _part(name: str, one: Spent, whole: Spent) -> str:
    ratios = f"{one.wall / whole.wall:.3f} | {one.cpu / whole.cpu:.3f}"
    return f"| {name} | {one.wall:.1f} | {one.cpu:.1f} | {ratios} |"


def _steps(run: Run) -> Iterator[str]:
    for step, spent in sorted(run.steps.items(), key=lambda pair: pair[0].first):
        yield f"| {step.key} | {step.location} | {spent.wall:.1f} | {spent.cpu:.1f} |"
