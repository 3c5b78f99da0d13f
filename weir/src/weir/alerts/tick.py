"""One tick of the sensor that sends alerts."""

import time

import dagster as dg

from weir.alerts import memory
from weir.alerts.delivery import addresses, deliver
from weir.alerts.locations import webserver
from weir.alerts.message import Message
from weir.alerts.problem import Kind, Look, Problem
from weir.alerts.problems import problems
from weir.alerts.rules import Rules
from weir.alerts.teams import Team, Teams
from weir.alerts.told import note
from weir.alerts.watch import Watched, watch
from weir.environment import Environment, current
from weir.errors import WeirError
from weir.graph.document import read
from weir.graph.model import Graph
from weir.records import read_records


def tick(context: dg.SensorEvaluationContext, teams: Teams, rules: Rules) -> dg.SkipReason:
    """Look, tell what is due, and remember it in the cursor.

    Raises:
        WeirError: a message was not delivered, or a team has no address. Dagster drops the cursor
            of a tick that fails; so one that has something to remember (another team got its
            message) keeps it and says in its reason what was not delivered, and the next, that
            has nothing new to remember, fails.
    """
    environment = current()
    graph = _graph(environment)
    unreachable = _unreachable(environment, teams)
    address, now = webserver(), time.time()
    records = read_records(context.instance, graph)
    look = problems(
        context.instance, graph, records, now, webserver=address, own_sensor=context.sensor_name
    ) + _as_problems(unreachable, teams, now)

    def send(team: Team, message: Message) -> None:
        if team.name in unreachable:
            raise unreachable[team.name]
        deliver(environment, team, message, context.log.info)
        note(environment, team.name, message)

    before = memory.load(context.cursor)
    watched = watch(
        graph, look, before, teams=teams, rules=rules, now=now, send=send, webserver=address
    )
    failed = {**unreachable, **watched.undelivered}
    for error in failed.values():
        context.log.error(str(error))
    if watched.memory != before:
        context.update_cursor(memory.dump(watched.memory))
    elif failed:
        raise next(iter(failed.values()))
    return dg.SkipReason(_reason(watched, failed))


def _graph(environment: Environment) -> Graph:
    graph = read(environment.home.graph)
    if graph is None:
        raise WeirError(
            "there is no graph file, so nobody knows whose the assets are",
            where=environment.home.graph,
            fix="run `weir status` once: it builds the file",
        )
    return graph


def _unreachable(environment: Environment, teams: Teams) -> dict[str, WeirError]:
    """Teams without an address: found before there is anything to tell them."""
    found: dict[str, WeirError] = {}
    for team in teams.known.values():
        try:
            addresses(environment, team)
        except WeirError as error:
            found[team.name] = error
    return found


def _as_problems(unreachable: dict[str, WeirError], teams: Teams, now: float) -> Look:
    """What the fallback team is told of it."""
    return Look(
        tuple(
            Problem(Kind.DELIVERY, name, error.what, now, owners=(teams.fallback.name,))
            for name, error in unreachable.items()
        )
    )


def _reason(watched: Watched, failed: dict[str, WeirError]) -> str:
    lines = [f"NOT DELIVERED to {team}: {error.what}" for team, error in failed.items()]
    lines += [f"told {line}" for line in watched.sent]
    standing = len(watched.causes)
    lines.append(f"{standing} causes stand" if standing else "nothing stands wrong")
    return "; ".join(lines)
