"""`weir backfill`: a range of partitions, and everything that hangs on them."""

import sys
import time
from contextlib import nullcontext

import click
from rich.markup import escape
from rich.table import Table

from weir.backfill.carry_out import carry_out, plan_of
from weir.backfill.parts import Part, parts
from weir.backfill.progress import Progress, begin, name_of, standing
from weir.backfill.range import Range
from weir.backfill.wanted import Wanted
from weir.cli.display import Display, console, show_outcome
from weir.cli.interruption import interruptible
from weir.dagster_home import open_instance
from weir.environment import current
from weir.graph.build import load_graph
from weir.graph.partitions import is_day
from weir.lease import Lease
from weir.plan.model import Plan
from weir.run.beside import alone
from weir.run.execute import Runner
from weir.run.outcome import Outcome
from weir.sandbox_process import running
from weir.spelling import command_line
from weir.warehouse import open_warehouse

CHUNK = 31


def _day(_context: click.Context, _option: click.Parameter, text: str | None) -> str:
    """Refuse what is no day: partitions are compared as texts, and another form sorts elsewhere."""
    if text is None:
        return ""
    if is_day(text):
        return text
    raise click.BadParameter(f"{text!r} is no day; write one like 2017-11-30")


@click.command("backfill")
@click.option(
    "--select",
    "words",
    multiple=True,
    required=True,
    help="As of `weir run`; `order_lines+` is a table and everything downstream of it.",
)
@click.option("--from", "first", callback=_day, help="First day, for example 2017-11-01.")
@click.option("--to", "last", callback=_day, help="Last day; included.")
@click.option(
    "--partition",
    "values",
    multiple=True,
    metavar="DIMENSION=VALUE",
    help="Only these values of a static dimension, for example region=emea; all unless told.",
)
@click.option("--plan", "only_plan", is_flag=True, help="Print the runs in order; do nothing.")
@click.option(
    "--chunk",
    type=click.IntRange(min=1),
    default=CHUNK,
    show_default=True,
    help="Most partitions in one run: what an interruption costs at most.",
)
@click.option(
    "--incremental",
    is_flag=True,
    help="Do not rebuild incremental models. Cheaper; right only for models that find changed "
    "rows of any age by themselves.",
)
@click.option("--anew", is_flag=True, help="Do not go on with an interrupted one: start over.")
def command(
    *,
    words: tuple[str, ...],
    first: str,
    last: str,
    values: tuple[str, ...],
    only_plan: bool,
    chunk: int,
    incremental: bool,
    anew: bool,
) -> None:
    """Load a range of partitions again, then make what hangs on them, over all code locations.

    The partitions are made chunk by chunk, a run each; then, once, the selected assets behind
    them. Interrupted, the same command goes on where it stopped.

    A verb of its own because `dagster asset materialize --partition-range` knows one code
    location at a time, refuses assets of different partitions together, forgets what is done
    when it is interrupted, and holds no consumer back after a failure.
    """
    began = time.monotonic()
    environment = current()
    state = environment.home.state
    state.mkdir(parents=True, exist_ok=True)
    called = command_line()
    lease = Lease(state / "run.lock", "the other `weir run`", timeout=3600)
    with (
        nullcontext() if only_plan else lease.held(called),
        running(environment, tell=_tell),
        open_instance(environment.home) as instance,
    ):
        for line in alone(instance, environment.home.state, _tell, only_look=only_plan):
            console.print(f"[yellow]found[/] {line}")
        warehouse = open_warehouse(environment)
        graph = load_graph(environment, tell=_tell)
        asked = Range(words, Wanted(first, last, values))
        plan = asked.plan(graph, instance, warehouse)
        whole = parts(graph, plan, chunk)
        name = name_of(plan.assets, (first, last, *values), incremental=incremental)
        progress = begin(name)
        if not anew:
            progress = standing(instance, name, whole, warehouse.identity())
        left = [rest for part in whole if (rest := progress.left(part)) is not None]
        _show(left, progress, incremental=incremental)
        if only_plan:
            return
        displays: list[Display] = []

        def tell(number: int, part: Part) -> None:
            displays.append(Display(plan_of(part, plan, incremental=incremental)))
            console.print(f"[bold]{number + 1} of {len(left)}[/]: {part.text}")

        def done(own: Plan, outcome: Outcome) -> None:
            show_outcome(graph, own, outcome, time.monotonic() - began)

        runner = Runner(
            graph,
            environment.home,
            instance,
            called,
            lambda event, location: displays[-1].show(event, location),  # noqa: PLW0108 - the last at the time
            tags=progress.tags,
        )
        with interruptible(instance, called):
            result = carry_out(runner, plan, left, incremental=incremental, tell=tell, done=done)
        if result.outcomes and not result.outcomes[-1].standing:
            warehouse.publish()
        elif result.outcomes:
            console.print("not published: readers still see the last state that passed its gates")
        for part in result.left:
            console.print(f"[yellow]left[/] {part.text}")
        if result.left:
            console.print(f"mend what failed, then go on with: {called}")
    sys.exit(0 if result.succeeded else 1)


def _show(left: list[Part], progress: Progress, *, incremental: bool) -> None:
    if progress.made:
        keys = {key for _, key in progress.made if key is not None}
        console.print(
            f"goes on with a backfill that was interrupted: {len(keys)} partitions are done "
            "(`--anew` starts over)"
        )
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("run", "partitions", "assets", ""):
        table.add_column(title, no_wrap=title != "assets")
    for number, part in enumerate(left, 1):
        span = f"{part.partitions[0]} … {part.partitions[-1]}" if part.partitions else ""
        rebuilt = part.behind and not incremental
        table.add_row(
            str(number),
            f"{len(part.partitions)}: {span}" if part.partitions else "",
            ", ".join(part.assets),
            "incremental models are rebuilt" if rebuilt else "",
        )
    console.print(table)
    console.print()


def _tell(line: str) -> None:
    console.print(f"[dim]{escape(line)}[/]")
