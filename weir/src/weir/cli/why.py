"""`weir why`: what stands wrong with an asset, and what to do."""

import sys
import time
from collections.abc import Iterator, Sequence

import click
from rich.markup import escape

from weir.alerts.causes import Cause
from weir.alerts.locations import webserver
from weir.alerts.message import behind, numbers, page, place
from weir.alerts.problem import Kind
from weir.alerts.problems import problems
from weir.alerts.title import title
from weir.alerts.words import age, moment
from weir.automation.policy import Policy
from weir.cli.display import console
from weir.cli.last_good import graph_to_look_at
from weir.dagster_home import open_instance
from weir.environment import Name, current
from weir.graph.model import Graph
from weir.older import Older
from weir.records import SHOW_ROWS, read_records
from weir.run.beside import platform_is_up
from weir.run.recover import recover
from weir.spelling import pasteable, weir
from weir.why import Explanation, explain, resolve

ERROR_LINES = 8
OLDER = 5  # assets out of date that are named


@click.command("why")
@click.argument("asset")
def command(*, asset: str) -> None:
    """Whether ASSET is fine; if not, the first thing upstream that is wrong and what to do.

    A verb of its own because no page of Dagster follows a late or withheld asset over the borders
    of code locations to what began it. Exit code 1 when anything is wrong.
    """
    environment = current()
    graph, whole = graph_to_look_at(environment)
    key = resolve(graph, asset)
    address = webserver()
    local = environment.name is Name.LOCAL
    by_itself = not local or platform_is_up(environment.home.state)
    with open_instance(environment.home) as instance:
        if local:
            recover(instance)  # what a killed process left would be at work for ever
        records, now = read_records(instance, graph), time.time()
        look = problems(instance, graph, records, now, webserver=address, repeats=True)
    found = explain(graph, records, look, key)
    _head(found, now)
    if not records.loaded and not found.at_work:
        _line("next", weir("run") + "  (nothing has been made yet)")
        sys.exit(1)
    if found.fine and found.older and not found.at_work:
        _out_of_date(graph, found.older, now, by_itself=by_itself)
    for cause in found.causes:
        _show(cause, graph, now, address)
    for cause in found.warnings:
        console.print(f"\n[yellow]warns[/], stops nothing: {escape(title(cause))}")
        for label, text in _whats(cause):
            _line(label, text)
    sys.exit(0 if found.fine and whole else 1)


def _head(found: Explanation, now: float) -> None:
    colour = "green" if found.fine else "red"
    console.print(f"[bold]{found.key}[/]: [{colour}]{escape(found.words)}[/]")
    made = f"{moment(found.made)} ({age(now - found.made)} ago)" if found.made else "never"
    _line("made", made)
    _line("whose", ", ".join(found.owners) or "nobody")


def _out_of_date(graph: Graph, older: Sequence[Older], now: float, *, by_itself: bool) -> None:
    """What is to be made anew, when, and by whom: its freshness promises more time."""
    for one in older[:OLDER]:
        said = graph.assets[one.key].automation
        when = Policy(**said).title if said else "has no condition of its own"
        ago = age(now - one.loaded)
        _line("older", f"{one.key}: {one.parent} was loaded after it, {ago} ago ({when})")
    if len(older) > OLDER:
        _line("", f"and {len(older) - OLDER} more")
    automated = all(graph.assets[one.key].automation for one in older)
    waits = by_itself and automated
    _line("next", "nothing: their conditions make them" if waits else weir("run"))


def _show(cause: Cause, graph: Graph, now: float, address: str | None) -> None:
    console.print(f"\n[red]{escape(title(cause))}[/]")
    for label, text in _facts(cause, graph, now, address):
        _line(label, text)


def _facts(
    cause: Cause, graph: Graph, now: float, address: str | None
) -> Iterator[tuple[str, str]]:
    first = cause.first
    yield from _whats(cause)
    yield "where", place(cause)
    for run in dict.fromkeys(p.again[:8] for p in cause.roots if p.again):
        yield "now", f"run {run} is making it again; what is said here is of the try before"
    yield "since", f"{moment(cause.since)} ({age(now - cause.since)})"
    yield "good", f"last {moment(first.good)}" if first.good else "never, as far as is recorded"
    yield "whose", ", ".join(cause.owners) or "nobody"
    for label, text in behind(cause, graph):
        yield label, text
    for label, text in _commands(cause):
        yield label, text
    if address:
        yield from page(cause, address)


def _whats(cause: Cause) -> Iterator[tuple[str, str]]:
    for reason in dict.fromkeys(_reason(p.reason) + numbers(p) for p in cause.roots):
        yield "what", reason


def _commands(cause: Cause) -> Iterator[tuple[str, str]]:
    key = cause.first.origin or cause.first.subject
    match cause.kind:
        case Kind.CHECK | Kind.EMPTY:
            yield "next", _rows(cause, key)
            yield "then", weir(f"run --select {key}+")
        case Kind.LOCATION | Kind.SENSOR:
            yield "next", weir("run --plan")  # asks the sources, too
        case _ if cause.first.secondary:
            yield "next", weir("run") + "  (what it failed because of is mended)"
        case _ if len(cause.roots) > 1:
            yield "next", weir("run")  # plans what is left, of all of them
        case _:
            yield "next", weir(f"run --select {key}+")


def _rows(cause: Cause, key: str) -> str:
    """The command that shows a check's failing rows, where it names one; else the table's first."""
    named = (p.facts.get(SHOW_ROWS) for p in cause.roots)
    table = key.replace("/", ".")
    first = weir(f'sql --unpublished -c "select * from {table} limit 20"')
    return next((str(command) for command in named if command), first)


def _reason(text: str) -> str:
    lines = text.strip().splitlines()
    more = [f"({len(lines) - ERROR_LINES} lines more)"] if len(lines) > ERROR_LINES else []
    return "\n         ".join([*lines[:ERROR_LINES], *more])


def _line(label: str, text: str) -> None:
    console.print(f"  [dim]{label:<6}[/] {escape(pasteable(text))}")
