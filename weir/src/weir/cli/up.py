"""`weir up`: the whole platform on loopback."""

import click

from weir.cli.display import console
from weir.dagster_home import open_instance
from weir.environment import current
from weir.graph.build import load_graph
from weir.publisher import Publisher
from weir.run.recover import recover
from weir.sandbox_process import running
from weir.supervisor import Service, Supervisor, require_free, script
from weir.warehouse import open_warehouse


@click.command("up")
@click.option("--port", default=3000, show_default=True, help="Of the Dagster webserver.")
def command(*, port: int) -> None:
    """Start the sandbox, Dagster's webserver and its daemon; Ctrl-C ends all of it.

    A verb of its own because `dagster dev` knows no sandbox, publishes nothing, and ends
    everything when its daemon dies.
    """
    environment = current()
    home = environment.home
    home.state.mkdir(parents=True, exist_ok=True)
    require_free(port, "the Dagster webserver", "--port")
    workspace = ["-w", str(home.project / "workspace.yaml")]
    web = [script("dagster-webserver"), *workspace, "-h", "127.0.0.1", "-p", str(port)]
    logs = home.state / "logs"
    with (
        running(environment, tell=console.print) as sandbox,
        open_instance(home) as instance,
    ):
        for line in recover(instance):
            console.print(f"found {line}")
        load_graph(environment, tell=console.print)
        services = [
            Service("the webserver", web, logs / "webserver.log", home.project),
            Service(
                "the daemon",
                [script("dagster-daemon"), "run", *workspace],
                logs / "daemon.log",
                home.project,
            ),
        ]
        console.print(f"Dagster     http://127.0.0.1:{port}  (answers in about half a minute)")
        if sandbox:
            console.print(f"CRM         {sandbox}/hubspot/")
        console.print(f"dashboards  {home.dashboards / 'index.html'}")
        console.print("Ctrl-C ends all of it")
        publisher = Publisher(instance, open_warehouse(environment))
        Supervisor(services, console.print, lambda: _publish(publisher)).run()
    console.print("ended")


def _publish(publisher: Publisher) -> None:
    if publisher.look():
        console.print("published")
