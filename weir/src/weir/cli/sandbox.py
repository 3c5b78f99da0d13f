"""`weir sandbox`: the clock of the outside world in miniature."""

import click

from weir.environment import current
from weir.sandbox_process import tick


@click.group("sandbox")
def command() -> None:
    """The sandbox: the sources of the demo, and their clock."""


@command.command("tick")
@click.option("--days", default=1, show_default=True, type=click.IntRange(min=1))
def move(days: int) -> None:
    """Let days pass at the sources: they show more rows, and restate some."""
    click.echo(tick(current(), days))
