"""`weir test`: the test suite with our defaults."""

import os
import subprocess
import sys

import click

from weir.home import find_project

MOST = 4  # tests at a time; each may start processes of its own


@click.command("test", context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Run the test suite; it is pytest with our defaults, and takes pytest's options.

    A file of tests at a time on each core (`-n 0`: one after the other). Left out are the tests
    marked slow: the fault matrix and the long end-to-end ones. They run with `weir test -m slow`,
    and in continuous integration.
    """
    chosen = [] if "-m" in arguments else ["-m", "not slow"]
    cores = min(MOST, os.cpu_count() or 1)
    parallel = [] if "-n" in arguments else ["-n", str(cores), "--dist", "loadfile"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *chosen, *parallel, *arguments],
        cwd=find_project(),
        check=False,
    )
    if chosen:
        click.echo("left out: tests marked slow (`weir test -m slow`)")
    sys.exit(done.returncode)
