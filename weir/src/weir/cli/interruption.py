"""A person ends a command while its runs are at work."""

from collections.abc import Generator
from contextlib import contextmanager

import dagster as dg

from weir.cli.display import console
from weir.run.beside import PATIENCE
from weir.run.recover import recover


@contextmanager
def interruptible(instance: dg.DagsterInstance, called: str) -> Generator[None]:
    """At Ctrl-C: mark the run that was at work as failed, and say how it goes on.

    Args:
        called: the command line that goes on.
    """
    try:
        yield
    except KeyboardInterrupt:
        for line in recover(instance, patience=PATIENCE):
            console.print(f"[yellow]found[/] {line}")
        console.print(f"interrupted; what is done stays, and this goes on: {called}")
        raise
