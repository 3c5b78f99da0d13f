"""`dbt build` as a person types it: what needs no feature, then the rest."""

import os
from collections.abc import Mapping
from pathlib import Path

from benchmarks.spent import script
from weir.warehouse import open_warehouse

BEHIND = "source:features+"


def commands(project: Path, folder: Path) -> tuple[list[str], list[str]]:
    """The two commands; the second finds the first one's parsed project."""
    transform = str(project / "transform")
    words = [script("dbt"), "--quiet", "build", "--target", "duckdb"]
    words += ["--project-dir", transform, "--profiles-dir", transform]
    words += ["--target-path", str(folder / "target"), "--log-path", str(folder / "logs")]
    return [*words, "--exclude", BEHIND], [*words, "--select", BEHIND]


def environment(folder: Path) -> Mapping[str, str]:
    """What the project's profile asks for."""
    temporary = folder / "tmp"
    temporary.mkdir(exist_ok=True)
    ours = open_warehouse().child_environment()
    return {**os.environ, **ours, "WEIR_DUCKDB_TEMP": str(temporary)}
