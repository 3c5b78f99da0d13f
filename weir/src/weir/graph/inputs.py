"""What the graph is made from: when nothing of it changed, the graph need not be built."""

import os
from collections.abc import Iterator
from pathlib import Path

from weir import tree
from weir.environment import Environment
from weir.fingerprint import of_text

SUFFIXES = frozenset(
    {".py", ".yaml", ".yml", ".sql", ".csv", ".md", ".lkml", ".lookml", ".json", ".toml", ".lock"}
)
SKIPPED = frozenset({".git", ".venv", ".weir", ".local_defs_state"})
ROOMS_SKIPPED = frozenset({"tests", "benchmarks", "docs", "sandbox"})  # of the project's root only


def stamp(environment: Environment) -> str:
    """A hash of names, sizes and times of all files that a location may be made from."""
    parts = [environment.name, environment.warehouse, environment.dataset_prefix]
    for entry in sorted(_files(environment.home.project), key=lambda e: e.path):
        status = entry.stat()
        parts.append(f"{entry.path}:{status.st_size}:{status.st_mtime_ns}")
    return of_text(*parts)


def counts(path: Path, project: Path) -> bool:
    """Whether a file below the project's root is one that a location may be made from."""
    folders = path.relative_to(project).parts[:-1]
    return (
        path.suffix in SUFFIXES
        and not SKIPPED.intersection(folders)
        and not tree.written(path, project)
    )


def _files(project: Path) -> Iterator[os.DirEntry[str]]:
    rooms = frozenset[str]() if (project / tree.DBT).exists() else ROOMS_SKIPPED
    return tree.files(project, SUFFIXES, never=SKIPPED.__contains__, besides=rooms)
