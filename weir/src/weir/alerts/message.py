"""What the owner of an asset reads."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from weir.alerts.causes import OF_ASSETS, OF_TICKS, Cause
from weir.alerts.due import Change, Due
from weir.alerts.locations import WEBSERVER
from weir.alerts.problem import Kind, Problem
from weir.alerts.title import title
from weir.alerts.words import age, count, moment
from weir.graph.model import Graph
from weir.records import SHOW_ROWS
from weir.spelling import weir

WORDS = frozenset({SHOW_ROWS, "status", "message"})  # facts of dbt's checks that are no numbers
LISTED = 8  # of a long list; the rest is counted


@dataclass(frozen=True)
class Message:
    """A message; `tone` is apprise's notify type, `next` what its reader types next."""

    title: str
    body: str
    tone: str
    next: str = ""


def compose(due: Due, graph: Graph, now: float, webserver: str | None) -> Message:
    """The message that is due."""
    if due.cause is None:
        stood = f"{moment(due.entry.since)}, for {age(now - due.entry.since)}"
        body = _body([("what", f"no longer so: {due.entry.title}"), ("since", stood)])
        return Message(f"recovered from: {due.entry.title}", body, "success")
    lead = "" if due.change is Change.NEW else f"{due.change}: "
    tone = "failure" if due.cause.severe else "warning"
    body = _body(_lines(due.cause, graph, now, webserver))
    return Message(lead + title(due.cause), body, tone, next_command(due.cause))


def _lines(
    cause: Cause, graph: Graph, now: float, webserver: str | None
) -> Iterator[tuple[str, str]]:
    yield "what", "; ".join(_reasons(cause))
    yield "where", place(cause)
    yield "since", f"{moment(cause.since)} ({age(now - cause.since)})"
    yield "whose", ", ".join(cause.owners) or "nobody"
    yield from behind(cause, graph)
    yield "next", next_command(cause)
    if webserver:
        yield from page(cause, webserver)


def _body(lines: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"{label + ':' if label else '':<8}{text}" for label, text in lines)


def _reasons(cause: Cause) -> list[str]:
    if cause.kind in (Kind.CHECK, Kind.WARNING):
        return [f"{p.check}: {p.first_line}{numbers(p)}" for p in cause.roots]
    return list(dict.fromkeys(p.first_line for p in cause.roots))


def numbers(problem: Problem) -> str:
    """A check's numbers, in brackets; texts that its reason repeats are left out."""
    found = [
        f"{name} {value:,}" if isinstance(value, int | float) else f"{name} {value}"
        for name, value in problem.facts.items()
        if name not in WORDS and isinstance(value, int | float | str) and len(str(value)) <= 60  # noqa: PLR2004
    ]
    return f" ({', '.join(found)})" if found else ""


def place(cause: Cause) -> str:
    """Where it is: asset, step, code location."""
    first = cause.first
    names = shorten([p.subject for p in cause.roots])
    match cause.kind:
        case Kind.CHECK | Kind.WARNING:
            return f"{first.subject} in code location {first.location}"
        case Kind.FAILED if first.step:
            return f"{names}; step {first.step} of code location {first.location}"
        case _ if cause.kind in OF_ASSETS:
            return f"{names} in code location {first.location}"
        case _:
            return f"{first.kind} {first.subject}"


def behind(cause: Cause, graph: Graph) -> Iterator[tuple[str, str]]:
    """What hangs on it, as labels and texts; nothing where nothing does."""
    if not cause.reach:
        return
    stopped = f", {len(cause.affected)} of them late, withheld or failed" if cause.affected else ""
    verb = "hangs" if len(cause.reach) == 1 else "hang"
    yield "behind", f"{count(len(cause.reach), 'asset')} {verb} on it{stopped}"
    if cause.dashboards:
        yield "", f"dashboards: {shorten(cause.dashboards)}"
    if cause.audiences:
        yield "", f"audiences: {shorten(cause.audiences)}"
    owners = {o for key in cause.reach for o in graph.assets[key].owners} - set(cause.owners)
    if owners:
        yield "", f"owners: {', '.join(sorted(owners))}"


def page(cause: Cause, webserver: str) -> Iterator[tuple[str, str]]:
    """Where Dagster shows it: the run, or the sensor's ticks; nothing where neither is there."""
    first = cause.first
    if first.run_id:
        yield "run", f"{webserver}/runs/{first.run_id}"
    elif first.kind in OF_TICKS:
        yield "page", f"{webserver}/locations/{first.location}/{first.kind}s/{first.subject}"


def next_command(cause: Cause) -> str:
    """What the reader types next."""
    match cause.kind:
        case Kind.LOCATION if cause.first.subject == WEBSERVER:
            return f"look whether the webserver runs (`{weir('up')}` starts it)"
        case Kind.LOCATION:
            return f"{weir('run --plan')}  (prints the traceback)"
        case Kind.SENSOR | Kind.SCHEDULE | Kind.RUN:
            return f"open {cause.first.subject} in Dagster; its last tick or run has the traceback"
        case Kind.DELIVERY:
            return "correct the setting that holds the team's addresses"
        case _:
            return weir(f"why {cause.first.subject}")


def shorten(names: tuple[str, ...] | list[str]) -> str:
    """Names in a row, at most a few."""
    more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    return ", ".join(names[:LISTED]) + more
