"""Dbt's own command, where a process of its own does for once what no step needs."""

import subprocess
import sys

from weir.components.dbt.project import Project


def dbt(project: Project, *words: str, **variables: str) -> tuple[int, str]:
    """Run it in the project's folder; its exit code, and what it printed.

    Args:
        variables: of the environment, besides the project's own.
    """
    done = subprocess.run(
        [sys.executable, "-m", "dbt.cli.main", *words],
        cwd=project.directory,
        env={**project.child_environment(), **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr
