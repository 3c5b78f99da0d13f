"""`weir run`: plan, then run."""

import sys
import time
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import click
import dagster as dg
from rich.markup import escape

from weir.cli.display import (
    Display,
    console,
    show_held,
    show_outcome,
    show_plan,
    show_silent,
)
from weir.cli.interruption import interruptible
from weir.cli.publication import publish, show_publication
from weir.cli.selected import Selected, Words, askable, options
from weir.components.dbt.exposures import all_differences
from weir.dagster_home import open_instance
from weir.disk import DiskFullError
from weir.environment import Environment, current
from weir.errors import WeirError
from weir.freshness import note
from weir.graph.build import load_graph
from weir.graph.model import Graph
from weir.lease import Lease
from weir.override import Override, of_command, standing_ids
from weir.plan.behind import behind
from weir.plan.make import Situation, make_plan
from weir.plan.model import Plan
from weir.plan.partitions import all_partitions_needed
from weir.plan.probe import ask
from weir.records import read_records
from weir.run.beside import alone
from weir.run.execute import Runner
from weir.run.outcome import Outcome
from weir.sandbox_process import running
from weir.spelling import command_line, weir
from weir.warehouse import Warehouse, open_warehouse


@click.command("run")
@click.option(
    "--plan", "only_plan", is_flag=True, help="Print the plan and its reasons; do nothing."
)
@click.option("--all", "everything", is_flag=True, help="Run everything, whatever its state.")
@click.option(
    "--full-refresh", is_flag=True, help="Rebuild incremental tables, read sources from the start."
)
@click.option(
    "--select",
    "words",
    multiple=True,
    help="Tables (wildcards, + for up- or downstream), tag:, owner:, group:, location:.",
)
@options
@click.option(
    "--override",
    "overridden",
    multiple=True,
    metavar="ASSET:CHECK",
    help="A check that stands failed and holds nothing back in this run alone.",
)
@click.option("--because", help="Why; recorded with --override, beside your name.")
@click.option("--scale", type=int, help="Households of the sandbox, times N; for benchmarks.")
def command(
    *,
    only_plan: bool,
    everything: bool,
    full_refresh: bool,
    words: tuple[str, ...],
    dbt_words: tuple[str, ...],
    state: Path | None,
    defer: bool,
    overridden: tuple[str, ...],
    because: str | None,
    scale: int | None,
) -> None:
    """Bring every asset up to date, over all code locations, in one run.

    A verb of its own because `dg launch` and `dagster asset materialize` know one location at a
    time, and neither knows what needs doing.
    """
    began = time.monotonic()
    override = of_command(overridden, because)
    asked = Words(words, dbt_words, state, defer)
    asked.verify()
    environment = current()
    folder = environment.home.state
    folder.mkdir(parents=True, exist_ok=True)
    called = command_line()
    lease = Lease(folder / "run.lock", "the other `weir run`", timeout=3600)
    with (
        nullcontext() if only_plan else lease.held(called),
        running(environment, scale=scale, tell=_tell),
        open_instance(environment.home) as instance,
    ):
        for line in alone(instance, environment.home.state, _tell, only_look=only_plan):
            console.print(f"[yellow]found[/] {line}")
        warehouse = open_warehouse(environment)
        graph = load_graph(environment, tell=_tell)
        selected = asked.resolve(graph)
        plan, situation, silent = _plan(
            graph,
            instance,
            warehouse,
            everything=everything,
            full_refresh=full_refresh,
            selected=selected,
            override=override,
        )
        if not only_plan:
            _note(graph, instance, situation, environment)
        show_silent(silent)
        if plan.empty:
            _nothing_to_do(graph, instance, None if only_plan else warehouse, silent)
            return
        _show_exposures(graph)
        show_plan(graph, plan)
        show_held(graph, plan, situation.records)
        if only_plan:
            sys.exit(1 if silent else 0)
        display = Display(plan)
        with interruptible(instance, called), display.live():
            runner = Runner(
                graph,
                environment.home,
                instance,
                called,
                display.show,
                override,
                selected.tags,
            )
            outcome = runner.carry_out(plan)
        refused: DiskFullError | None = None
        if not outcome.standing:
            try:
                publish(graph, instance, warehouse, outcome)
            except DiskFullError as error:
                refused = error  # what was made is shown first
        show_outcome(graph, plan, outcome, time.monotonic() - began)
        if refused:
            raise refused
        show_publication(outcome, override)
        show_silent(silent)
        _next_steps(environment, graph, outcome)
    sys.exit(0 if outcome.succeeded and not silent else 1)


def _plan(
    graph: Graph,
    instance: dg.DagsterInstance,
    warehouse: Warehouse,
    *,
    everything: bool,
    full_refresh: bool,
    selected: Selected,
    override: Override | None,
) -> tuple[Plan, Situation, dict[str, WeirError]]:
    within = selected.assets
    with warehouse.session("weir run: plan", read_only=True) as session:
        tables = frozenset("/".join(address) for address in session.tables())
    identity = warehouse.identity()
    records = read_records(instance, graph)
    if override:
        override.refuse_idle(graph, standing_ids(graph, records))
        records = records.forgiving(override.checks)
    asked = within if within is not None else set(graph.assets)
    answers = ask(graph, asked, everything=full_refresh or everything)
    situation = Situation(
        graph,
        records,
        tables,
        identity,
        answers.probed,
        silent=frozenset(answers.silent),
        behind=behind(graph, instance),
    )
    checks = askable(selected, records.loaded, graph)
    how = {"everything": everything or full_refresh, "full_refresh": full_refresh}
    plan, silent = make_plan(situation, within=within, checks=checks, **how), answers.silent
    if due := all_partitions_needed(graph, plan):
        every = ask(graph, due, everything=True)
        silent = silent | every.silent
        situation = replace(situation, silent=frozenset(silent), every=every.probed)
        plan = make_plan(situation, within=within, checks=checks, **how)
    return plan, situation, silent


def _note(
    graph: Graph, instance: dg.DagsterInstance, situation: Situation, environment: Environment
) -> None:
    """Asked and without news is as good as loaded: an idle source must not become late."""
    noted = note(instance, graph, situation.records, situation.probed, time.time())
    if noted and any(environment.home.dashboards.glob("*.html")):
        from weir.components.lookml.renew import renew

        renew(environment.home.dashboards, instance, graph)


def _nothing_to_do(
    graph: Graph,
    instance: dg.DagsterInstance,
    warehouse: Warehouse | None,
    silent: Mapping[str, WeirError],
) -> None:
    """Say so; an old failure, or a source that did not answer, still makes the exit code.

    What an earlier run made and could not publish (the disk was full) is published here.
    """
    records = read_records(instance, graph)
    standing = [c for c in graph.checks.values() if records.stands_failed(c)]
    for check in standing:
        console.print(f"[red]stands failed[/] check {check.name} of {check.asset}")
    made = len([a for a in graph.assets.values() if a.executable])
    if silent:
        console.print("nothing to do: no other source has anything new")
    elif made:
        told = f"{made} assets are up to date, and no source has anything new"
        console.print(f"nothing to do: {told}")
    else:
        console.print("nothing to do: no code location has an asset that can be made")
        console.print("next: add a source (README.md, How to add)")
        return
    if standing or silent:
        sys.exit(1)
    if warehouse and warehouse.publish():
        console.print("published what an earlier run had made")


def _next_steps(environment: Environment, graph: Graph, outcome: Outcome) -> None:
    made = {key.partition("/")[2] for key in graph.assets if key.startswith("dashboards/")}
    for page in sorted(environment.home.dashboards.glob("*.html")):
        if page.stem in made or (made and page.stem == "index"):  # none that is made no more
            console.print(f"  {page}")
    wrong = [*(c.asset for c in outcome.standing), *outcome.failed, *outcome.empty, *outcome.held]
    if not outcome.succeeded:
        about = f"{weir(f'why {wrong[0]}')}, " if wrong else ""
        console.print(f"next: {about}{weir('status')}")
        return
    marts = [key for key in outcome.made if key.startswith("mart/")]
    table = graph.assets[marts[-1]].address.replace("/", ".") if marts else None
    asked = f"""{weir("sql")} -c "select * from {table}", """ if table else ""
    console.print(
        f"next: {weir('up')} (the platform with its pages), {weir('status')}, "
        f"{asked}{weir('sandbox')} tick --days 7"
    )


def _show_exposures(graph: Graph) -> None:
    for line in all_differences(graph):
        console.print(f"[yellow]exposures[/] {escape(line)}")


def _tell(line: str) -> None:
    console.print(f"[dim]{escape(line)}[/]")
