"""What the graph is made from: when nothing of it changed, the graph need not be built."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from weir import tree
from weir.environment import Environment
from weir.fingerprint import of_text

SUFFIXES = frozenset(
    {".py", ".yaml", ".yml", ".sql", ".csv", ".md", ".lkml", ".lookml", ".json", ".toml", ".lock"}
)
SKIPPED = frozenset({".git", ".venv", ".weir", ".local_defs_state"})
ROOMS_SKIPPED = frozenset({"tests", "benchmarks", "docs", "sandbox"})  # of the project's root only
READS = "reads.json"  # beside a prepared dbt manifest: the project's folder, variables it reads


@dataclass(frozen=True)
class Files:
    """The files that a location may be made from, at one moment.

    Attributes:
        folders: the project's root, and folders elsewhere that hold dbt projects.
        mark: a hash of the files' names, sizes and times.
    """

    folders: tuple[str, ...]
    mark: str


def files(environment: Environment) -> Files:
    """The files as they are at this moment."""
    folders = _folders(environment)
    parts: list[str] = []
    for folder in folders:
        for entry in sorted(_files(Path(folder)), key=lambda e: e.path):
            status = entry.stat()
            parts.append(f"{entry.path}:{status.st_size}:{status.st_mtime_ns}")
    return Files(folders, of_text(*parts))


def stamp(environment: Environment, before: Files | None = None) -> str:
    """A hash of all that the graph is made from: files, and variables that dbt projects read.

    Args:
        before: the files of before the graph was built, so that what was saved meanwhile is
            news. Which variables are read is known only afterwards.
    """
    # A dbt project elsewhere is known once it has been parsed, which happens as the graph is built.
    known = before is not None and before.folders == _folders(environment)
    made_from = before if before is not None and known else files(environment)
    return of_text(
        environment.name,
        environment.warehouse,
        environment.dataset_prefix,
        made_from.mark,
        json.dumps(_variables(environment)),
    )


def counts(path: Path, project: Path) -> bool:
    """Whether a file below the project's root is one that a location may be made from."""
    folders = path.relative_to(project).parts[:-1]
    return (
        path.suffix in SUFFIXES
        and not SKIPPED.intersection(folders)
        and not tree.written(path, project)
    )


def _files(folder: Path) -> Iterator[os.DirEntry[str]]:
    rooms = frozenset[str]() if (folder / tree.DBT).exists() else ROOMS_SKIPPED
    return tree.files(folder, SUFFIXES, never=SKIPPED.__contains__, besides=rooms)


def _folders(environment: Environment) -> tuple[str, ...]:
    root = environment.home.project
    named = {Path(one["folder"]) for one in _reads(environment)}
    apart = {str(f) for f in named if not f.is_relative_to(root) and f.is_dir()}
    return (str(root), *sorted(apart))


def _variables(environment: Environment) -> list[tuple[str, str | None]]:
    """Each variable with its value in this process; None for one that is not set."""
    found = {name for one in _reads(environment) for name in one["variables"]}
    return [(name, os.environ.get(name)) for name in sorted(found)]


def _reads(environment: Environment) -> list[dict[str, Any]]:
    target = environment.home.dbt_target
    paths = [*target.glob(READS), *target.glob(f"*/{READS}")]
    return [json.loads(path.read_text()) for path in sorted(paths)]
