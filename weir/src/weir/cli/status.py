"""`weir status`: health of each asset in one look."""

import json
import sys
import time
from collections.abc import Collection, Mapping
from dataclasses import asdict

import click
import dagster as dg
from rich.markup import escape
from rich.table import Table

from weir.alerts.problem import Problem
from weir.alerts.ticks import of_ticks
from weir.alerts.words import moment
from weir.automation.moment import Made, OpenRuns, read_attempts, read_made, read_open_runs
from weir.cli.display import console
from weir.cli.last_good import graph_to_look_at
from weir.dagster_home import open_instance
from weir.environment import Name, current
from weir.freshness import Freshness, State, find
from weir.graph.model import Graph
from weir.plan.select import select
from weir.records import Records, read_records
from weir.run.recover import recover
from weir.spelling import pasteable, weir
from weir.status import Health, health, unjudged

COLOURS = {"ok": "green", "warns": "yellow", "withheld": "yellow"}
FINE = ("ok", "warns")
STEPS = ((86400.0, "d"), (3600.0, "h"), (60.0, "min"))


@click.command("status")
@click.option("--select", "words", multiple=True, help="As for `weir run`.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, a list of assets.")
def command(*, words: tuple[str, ...], as_json: bool) -> None:
    """How each asset stands: made or failed, how old, checks, withheld or late because of whom.

    A verb of its own because open-source Dagster has no such page. Exit code 1 when anything is
    failing, withheld, failed, unjudged, empty, missing or late, when a sensor or a schedule fails,
    or when a location does not load.
    """
    environment = current()
    graph, whole = graph_to_look_at(environment)
    chosen = select(graph, words) if words else set(graph.assets)
    with open_instance(environment.home) as instance:
        if environment.name is Name.LOCAL:
            recover(instance)  # what a killed process left would be at work for ever
        records, now = read_records(instance, graph), time.time()
        fresh = find(instance, graph, records, now)
        runs = read_open_runs(instance)
        made = read_made(instance, graph.assets)
        at_work = runs.still_to_make(made)
        failed = _failed(instance, graph, records, made, at_work)
        pending = _unjudged(graph, records, runs)
        found = health(graph, records, now, fresh, failed=failed, unjudged=pending)
        ticks = of_ticks(instance, graph, now).problems
    shown = [h for h in found if h.key in chosen]
    if as_json:
        click.echo(json.dumps([{**asdict(h), "state": h.word} for h in shown], indent=1))
    else:
        _print(shown, now)
        _print_platform(shown, at_work & chosen, ticks)
        _print_next(shown, ticks)
        if not whole:
            console.print("[red]of the graph as it last loaded:[/] a code location does not load")
    sys.exit(0 if whole and not ticks and all(h.word in FINE for h in shown) else 1)


def _failed(
    instance: dg.DagsterInstance,
    graph: Graph,
    records: Records,
    made: Mapping[str, Made],
    at_work: Collection[str],
) -> set[str]:
    unmade = [k for k in graph.assets if k in records.unfinished or k not in records.loaded]
    return set(read_attempts(instance, [k for k in unmade if k not in at_work], made))


def _unjudged(graph: Graph, records: Records, runs: OpenRuns) -> set[str]:
    at_work = {key for keys in runs.planned.values() for key in keys} | runs.backfilled
    return unjudged(graph, records, at_work) - runs.checks


def _print(shown: list[Health], now: float) -> None:
    table = Table(header_style="bold", box=None, pad_edge=False)
    for title in ("state", "asset", "rows", "age", "fresh", "checks", "owner", ""):
        table.add_column(title, justify="right" if title in ("rows", "age") else "left")
    for h in shown:
        colour = COLOURS.get(h.word, "red")
        judged = h.passed + len(h.failing) + len(h.warning)
        table.add_row(
            f"[{colour}]{h.word}[/]",
            h.key,
            "" if h.rows is None else f"{h.rows:,}",
            _age(h.age),
            _left(h.fresh, now),
            f"{h.passed}/{judged}" if judged else "",
            h.owner,
            _why(h, now),
        )
    console.print(table)
    words = [h.word for h in shown]
    counts = ", ".join(f"{words.count(word)} {word}" for word in dict.fromkeys(words))
    console.print(f"\n{len(shown)} assets: {counts}")


def _print_platform(
    shown: list[Health], at_work: Collection[str], ticks: Collection[Problem]
) -> None:
    """What no single asset shows: it may be fine, and about to be made or never asked for."""
    if behind := [h.key for h in shown if h.older and h.word in FINE]:
        console.print(f"older than what they are made of: {len(behind)}")
    if at_work:
        console.print(f"being made, or queued: {len(at_work)}")
    for tick in ticks:
        told = f"{tick.kind} {tick.subject} of {tick.location} fails since {moment(tick.since)}"
        console.print(f"[red]{told}:[/] {escape(tick.first_line)}")


def _print_next(shown: list[Health], ticks: Collection[Problem]) -> None:
    wrong = [h.key for h in shown if h.word not in FINE]
    if wrong:
        # Of what was never made nothing is to be explained.
        told = [h.key for h in shown if h.word not in (*FINE, "missing")]
        console.print(f"next: {weir(f'why {told[0]}') if told else weir('run')}")
    elif ticks:
        console.print(f"next: {weir('run --plan')} (asks the sources)")


def _why(h: Health, now: float) -> str:
    """What is wrong, and because of whom."""
    said = [h.held] if h.held else [", ".join((*h.failing, *h.warning))]
    if h.word == "failed":
        said.append(f"its last run did not make it: `weir why {h.key}` says why")
    if h.word == "unjudged":
        names = ", ".join(h.unjudged)
        said.append(f"not evaluated since it was made: {names}; `weir run` does")
    if h.fresh and h.fresh.state in (State.LATE, State.WARNS):
        word = "late" if h.fresh.state is State.LATE else "nearly late"
        since = f" {_age(now - h.fresh.good)} ago" if h.fresh.good is not None else ""
        said.append(f"{word} because of {h.fresh.root}: {h.fresh.because}{since}")
    if h.older and h.word in FINE:
        said.append(f"older than {h.older}")
    if h.overridden:
        said.append(f"made in spite of a failing check: {h.overridden}")
    return pasteable("; ".join(text for text in said if text))


def _left(fresh: Freshness | None, now: float) -> str:
    """How long it stays fresh; by how much it is late."""
    if fresh is None:
        return ""
    if fresh.deadline is None:
        return "unknown"
    left = fresh.deadline - now
    return f"for {_age(left)}" if left > 0 else f"late by {_age(-left)}"


def _age(seconds: float | None) -> str:
    if seconds is None:
        return "never"
    for size, unit in STEPS:
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
