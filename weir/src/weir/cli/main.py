"""The `weir` command: a verb only where dg, dagster or dbt can't do the job."""

import importlib
import logging
import sys
from typing import Any, NoReturn

import click

from weir.disk import DiskFullError, full
from weir.errors import WeirError
from weir.spelling import pasteable

FREE_SOME = "free some disk, then call it again: what was made before is kept"
VERBS = ("run", "backfill", "test", "up", "status", "why", "lineage", "sql", "reset", "sandbox")


class Weir(click.Group):
    """Loads a verb's module when it is called: help and completion stay quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        module = importlib.import_module(f"weir.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run, and print one of our errors as it is: a traceback would bury it."""
        try:
            return super().main(*args, **kwargs)
        except WeirError as error:
            _end(error)
        except Exception as error:
            # Anything may meet it first: Dagster's own records, a log, a page.
            if cause := full(error):
                _end(DiskFullError(f"the disk is full ({cause})", fix=FREE_SOME))
            raise


def _end(error: WeirError) -> NoReturn:
    click.secho("error: ", fg="red", bold=True, err=True, nl=False)
    click.echo(pasteable(str(error)), err=True)
    sys.exit(1)


@click.command(cls=Weir, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """A data team's whole platform: from source to dashboard."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
