"""One look at the platform: find, group, compare with what was told, tell."""

from collections.abc import Callable
from dataclasses import dataclass

from weir.alerts import memory as remembered
from weir.alerts.causes import Cause, group
from weir.alerts.due import Due, due
from weir.alerts.memory import Memory
from weir.alerts.message import Message, compose
from weir.alerts.problem import Look
from weir.alerts.rules import SILENT, Rules
from weir.alerts.teams import Team, Teams
from weir.alerts.title import title
from weir.errors import WeirError
from weir.graph.model import Graph

Send = Callable[[Team, Message], None]


@dataclass(frozen=True)
class Watched:
    """What came of a look.

    Attributes:
        memory: what is to be remembered: a message counts as told only if it was delivered.
        sent: the titles of what was delivered.
        undelivered: why a message did not get through, by team.
    """

    memory: Memory
    causes: list[Cause]
    sent: list[str]
    undelivered: dict[str, WeirError]


def watch(
    graph: Graph,
    look: Look,
    memory: Memory,
    *,
    teams: Teams,
    rules: Rules,
    now: float,
    send: Send,
    webserver: str | None = None,
) -> Watched:
    """Tell what is due after a look.

    `send` raises a WeirError where a message does not get through: that team's messages stay
    due, the others' are not held up.
    """
    causes = [cause for cause in group(graph, look) if cause.kind not in SILENT]
    after = remembered.seen(
        memory,
        causes,
        {cause.id: title(cause) for cause in causes},
        standing=look.unclear | {p.id for p in look.problems},
        rules=rules,
    )
    sent: list[str] = []
    undelivered: dict[str, WeirError] = {}
    for one in list(due(after, causes, rules, teams.of, now)):
        if one.team in undelivered:
            continue
        message = compose(one, graph, now, webserver)
        try:
            send(teams.get(one.team), message)
        except WeirError as error:
            undelivered[one.team] = error
            continue
        after = _told(after, one, now)
        sent.append(f"{one.team}: {message.title}")
    return Watched(after, causes, sent, undelivered)


def _told(memory: Memory, one: Due, now: float) -> Memory:
    if one.cause is None:
        return remembered.told_recovered(memory, one.name, one.team)
    return remembered.told(memory, one.name, one.team, now)
