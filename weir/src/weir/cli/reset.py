"""`weir reset`: remove the state folder."""

import shutil

import click

from weir.errors import WeirError
from weir.home import home
from weir.lease import Lease


@click.command("reset")
@click.option("--yes", is_flag=True, help="Do not ask.")
def command(*, yes: bool) -> None:
    """Remove all local state: warehouse, published copy, Dagster's records, sandbox.

    A verb of its own because the parts belong together: removing some of them leaves the others
    believing that everything is loaded.
    """
    state = home().state
    if not state.exists():
        click.echo(f"nothing to remove at {state}")
        return
    if not (state / "identity.json").exists():
        raise WeirError(
            "this is no state folder of Weir's", where=state, fix="correct WEIR_HOME, if it is set"
        )
    if not yes:
        click.confirm(f"Remove {state} with everything in it?", abort=True)
    with Lease(state / "run.lock", "the running `weir run`", timeout=5).held("weir reset"):
        shutil.rmtree(state)
    click.echo(f"removed {state}")
