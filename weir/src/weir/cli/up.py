"""`weir up`: the whole platform on loopback."""

import os
import sys
import time

import click
import dagster as dg
from rich.markup import escape

from weir.alerts.told import Tail, Told, path_of
from weir.cli.display import console
from weir.cli.publication import show_refusal
from weir.dagster_home import open_instance
from weir.environment import current
from weir.errors import WeirError
from weir.graph.build import PINNED
from weir.lease import Lease
from weir.publisher import Publisher
from weir.run.recover import recover
from weir.sandbox_process import own_process, running
from weir.spelling import pasteable
from weir.supervisor import Asked, require_free
from weir.up.edit import EditLoop
from weir.up.stack import Stack
from weir.up.watcher import Watcher
from weir.warehouse import open_warehouse

ROUND = 0.2  # seconds between two looks at processes and files
COLOURS = {"success": "green", "warning": "yellow"}
PATIENCE = 15.0  # seconds for an earlier start's orphans to notice that they are


@click.command("up")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=3000,
    show_default=True,
    help="Of the Dagster webserver.",
)
def command(*, port: int) -> None:
    """Start the sandbox, Dagster's webserver, daemon and code servers; Ctrl-C ends all of it.

    A verb of its own because `dagster dev` knows no sandbox, publishes nothing, and loads each
    location twice, one after the other. A saved file is taken up at once; when one of the
    processes dies, all end, and the next start goes on where they stood.
    """
    began = time.monotonic()
    environment = current()
    state = environment.home.state
    state.mkdir(parents=True, exist_ok=True)
    require_free(port, "the Dagster webserver", "--port")
    asked = Asked()
    os.environ.setdefault("DAGSTER_WEBSERVER_URL", f"http://127.0.0.1:{port}")
    os.environ.setdefault("WEIR_AUTOMATION", "on")
    os.environ[PINNED] = "1"
    died = ""
    with (
        Lease(state / "up.lock", "the platform", timeout=5).held("weir up"),
        open_instance(environment.home) as instance,
    ):
        _recover(instance)
        stack, alerts = Stack(environment, port, _tell), Tail(path_of(environment.home))
        # Before anything is loaded: what is saved meanwhile is taken up when all is.
        watcher = Watcher(environment.home.project)
        edits = EditLoop(environment, stack.locations, watcher, stack.forkserver, _tell)
        try:
            stack.forkserver()  # imports while the sandbox starts
            with running(environment, tell=_tell) as sandbox:
                if (pid := own_process()) is not None:
                    stack.besides["sandbox"] = pid
                edits.broken = _start(stack, sandbox)
                console.print(f"ready in {time.monotonic() - began:.1f} s; Ctrl-C ends all of it")
                died = _keep(stack, asked, instance, edits, alerts)
                if died:
                    console.print(f"[red]{died}[/]: ending everything")
                stack.end()  # before what it talks to
        finally:
            watcher.end()
            stack.end()
            _recover(instance)
    console.print("ended")
    sys.exit(1 if died else 0)


def _start(stack: Stack, sandbox: str | None) -> dict[str, str]:
    """Bring everything up; the locations that do not load, with the reason."""
    broken = stack.load()
    for name, error in broken.items():
        console.print(f"[red]{name} does not load[/]: {escape(error)}")
    stack.serve()
    console.print(f"Dagster     http://127.0.0.1:{stack.port}")
    if sandbox:
        console.print(f"CRM         {sandbox}/hubspot/")
        console.print(f"inbox       {sandbox}/inbox/  (alerts)")
    console.print(f"dashboards  {stack.environment.home.dashboards / 'index.html'}")
    return broken


def _keep(
    stack: Stack,
    asked: Asked,
    instance: dg.DagsterInstance,
    edits: EditLoop,
    alerts: Tail,
) -> str:
    """Publish and take up edits until it ends; what ended it, empty where somebody asked."""
    publisher = Publisher(instance, open_warehouse(stack.environment))
    died, refused = "", publisher.refused

    def over() -> bool:
        """Look at all else, also while the publisher waits for a run; whether it is to end."""
        nonlocal died
        died = died or stack.ended()
        if died or asked.yes:
            return True
        if edits.look():
            stack.note()
        for told in alerts.take():
            console.print(_alert(told))
        return False

    while not over():
        try:
            if publisher.look(over):
                console.print(f"published at {time.strftime('%H:%M:%S')}: readers see it")
        except WeirError as error:
            console.print(f"[red]not published[/]: {escape(pasteable(str(error)))}")
        if refused != publisher.refused:
            refused = publisher.refused
            show_refusal(refused)
        time.sleep(ROUND)
    return died


def _alert(told: Told) -> str:
    """The line for a message that a team got."""
    colour = COLOURS.get(told.tone, "red")
    after = f" [dim]({escape(told.next)})[/]" if told.next else ""
    return f"[{colour}]alert[/]  team {told.team}: {escape(told.title)}{after}"


def _tell(line: str) -> None:
    console.print(line, markup=False)


def _recover(instance: dg.DagsterInstance) -> None:
    for line in recover(instance, patience=PATIENCE):
        _tell(f"found {line}")
