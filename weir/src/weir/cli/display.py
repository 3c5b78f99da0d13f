"""Progress and results of a run, on a terminal or as plain lines."""

import sys
import time
from collections import Counter
from collections.abc import Generator, Mapping
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from weir.errors import WeirError
from weir.gate import held_back, standing
from weir.graph.model import Graph
from weir.plan.model import Plan
from weir.records import Records
from weir.run.events import Checked, Ended, Event, Made, Retried, Started
from weir.run.outcome import Outcome

# What is no terminal gets lines of one length, not tables folded to a guessed width.
console = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 160)


class Display:
    """Shows a run while it works: a line for each asset, one bar for the whole."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.began: dict[str, float] = {}
        self.seen: set[str] = set()
        self.progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self.bar = self.progress.add_task("assets", total=len(plan.assets))

    @contextmanager
    def live(self) -> Generator["Display"]:
        """Draw the bar while the block runs."""
        with self.progress:
            yield self

    def show(self, event: Event, location: str) -> None:
        """One event of the run."""
        match event:
            case Started(step=step, at=at):
                self.began[step] = at
                self.progress.update(self.bar, description=step)
            case Made(step=step, asset=asset, rows=rows):
                if asset in self.seen:  # one event for each partition
                    return
                self.seen.add(asset)
                spent = time.time() - self.began.get(step, time.time())
                self.began[step] = time.time()
                count = "" if rows is None else f"{rows:>12,} rows"
                console.print(f"  {location:<15} {asset:<48} {count:<17} {spent:6.1f} s")
                self.progress.advance(self.bar)
            case Checked(asset=asset, name=name, passed=False, severe=severe, description=text):
                word = "[red]failed[/]" if severe else "[yellow]warns[/]"
                said = f"{word} {escape(text)}".rstrip()
                console.print(f"  {location:<15} {asset} check {name} {said}")
            case Retried(step=step, seconds=seconds, reason=reason):
                first, _, _ = reason.partition("\n")
                again = f"[yellow]step {step} is tried again[/] in {seconds:.0f} s:"
                console.print(f"  {location:<15} {again} {escape(first)}")
            case Ended(step=step, error=error) if error is not None:
                console.print(f"  {location:<15} [red]step {step} failed[/]")
            case _:
                pass


def show_silent(silent: Mapping[str, WeirError]) -> None:
    """Loaders that nothing is planned for: silent sources, impossible files; each reason once."""
    by_reason: dict[str, list[str]] = {}
    for key, error in silent.items():
        by_reason.setdefault(str(error), []).append(key)
    for reason, keys in by_reason.items():
        left = "left as it is" if len(keys) == 1 else "left as they are"
        console.print(f"[red]{left}:[/] {', '.join(sorted(keys))}")
        console.print(reason, markup=False)
    if by_reason:
        console.print()


def show_plan(graph: Graph, plan: Plan) -> None:
    """The plan as a table, with a reason for each asset."""
    if plan.empty:
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("location", "asset", "why"):
        table.add_column(title, no_wrap=True)
    for key, reason in plan.assets.items():
        days = plan.partitions.get(key)
        span = f" ({days[0]} … {days[-1]})" if days else ""
        table.add_row(graph.assets[key].location, key, escape(reason + span))
    for check, reason in plan.checks.items():
        table.add_row(graph.checks[check].location, f"{check} (check)", escape(reason))
    console.print(table)
    console.print()


def show_held(graph: Graph, plan: Plan, records: Records) -> None:
    """What of a plan a gate holds back: checks that stand failed and are not evaluated anew."""
    failing = {
        key: check
        for key, check in standing(graph, records.judged).items()
        if key not in plan.assets and check.id not in plan.checks
    }
    held = held_back(graph, failing, plan.assets)
    for reason, number in Counter(held.values()).items():
        assets = "1 asset" if number == 1 else f"{number} assets"
        console.print(f"[yellow]will be held back[/] {assets}: {escape(reason)}")


def show_outcome(graph: Graph, plan: Plan, outcome: Outcome, seconds: float) -> None:
    """The closing table, and what was not right."""
    table = Table(title=None, header_style="bold")
    table.add_column("location")
    columns = ("assets", "rows", "checks passed", "checks warned", "checks failed", "seconds")
    for title in columns:
        table.add_column(title, justify="right")
    keys = {key: graph.assets[key].location for key in plan.assets}
    checks = {c: graph.checks[c].location for c in outcome.checks if c in graph.checks}
    for location in dict.fromkeys([*keys.values(), *checks.values()]):
        mine = [key for key, place in keys.items() if place == location]
        made = [key for key in mine if key in outcome.made]
        asked = {c for c, place in checks.items() if place == location}
        passed, warned = {c for c in asked if outcome.checks[c]}, asked & outcome.warned
        table.add_row(
            location,
            f"{len(made)}/{len(mine)}",
            f"{sum(outcome.made[key] or 0 for key in made):,}",
            str(len(passed)),
            str(len(warned)),
            str(len(asked - passed - warned)),
            f"{outcome.seconds.get(location, 0.0):.1f}",
        )
    console.print(table)
    for step, error in outcome.errors.items():
        console.print(f"[red]step {step} failed[/]")
        console.print("  " + error.replace("\n", "\n  "), markup=False)
    for key, reason in outcome.held.items():
        console.print(f"[yellow]held back[/] {key}: {escape(reason)}")
    for key in outcome.empty:
        console.print(f"[red]empty[/] {key}: no row, and it does not say allow_empty")
    for check in outcome.unanswered:
        console.print(f"[red]not evaluated[/] check {check}")
    for check in outcome.standing:
        console.print(f"[red]stands failed[/] check {check.name} of {check.asset}")
    for check in outcome.overridden:
        console.print(f"[yellow]overridden[/] check {check} stands failed, and held nothing back")
    verdict = "[green]done[/]" if outcome.succeeded else "[red]not everything is as it should be[/]"
    console.print(f"{verdict} in {seconds:.1f} s")
