"""The `weir` command: a verb only where dg, dagster or dbt can't do the job."""

import importlib
import logging
import sys
from typing import Any

import click

from weir.errors import WeirError

VERBS = ("run", "backfill", "test", "up", "status", "sql", "reset", "sandbox")


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
            click.secho("error: ", fg="red", bold=True, err=True, nl=False)
            click.echo(str(error), err=True)
            sys.exit(1)


@click.command(cls=Weir, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """A data team's whole platform: from source to dashboard."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
