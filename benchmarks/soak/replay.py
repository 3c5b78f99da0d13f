"""The same days without anything going wrong."""

import os
import shutil
import subprocess
from pathlib import Path

from benchmarks.spent import script


def clone(state: Path, target: Path) -> None:
    """Copy a state folder; what has landed is linked, a copy would be a new file to its loader."""

    def copy(source: str, place: str) -> None:
        if "/landing/" in source:
            os.link(source, place)
        else:
            shutil.copy2(source, place)

    shutil.copytree(state, target, copy_function=copy)


def replay(state: Path, days: int) -> None:
    """Let the days pass one by one, and take them in by `weir run`.

    Raises:
        subprocess.CalledProcessError: the command failed.
    """
    for _ in range(days):
        weir(state, "sandbox", "tick")
    weir(state, "run")


def weir(state: Path, *words: str) -> str:
    """Call weir for a state folder; its output.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    done = subprocess.run(
        [script("weir"), *words],
        env={**os.environ, "WEIR_HOME": str(state)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout
