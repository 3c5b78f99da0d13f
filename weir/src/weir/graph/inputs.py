"""What the graph is made from: when nothing of it changed, the graph need not be built."""

import os
from collections.abc import Iterator
from pathlib import Path

from weir.environment import Environment
from weir.fingerprint import of_text

SUFFIXES = frozenset(
    {".py", ".yaml", ".yml", ".sql", ".csv", ".md", ".lkml", ".lookml", ".json", ".toml", ".lock"}
)
SKIPPED = frozenset(
    {".git", ".venv", ".weir", "__pycache__", "target", "logs", "node_modules", ".local_defs_state"}
)
ROOMS_SKIPPED = frozenset({"tests", "benchmarks", "docs", "sandbox"})  # of the project's root only


def stamp(environment: Environment) -> str:
    """A hash of names, sizes and times of all files that a location may be made from."""
    parts = [environment.name, environment.warehouse, environment.dataset_prefix]
    for entry in sorted(_files(environment.home.project, ROOMS_SKIPPED), key=lambda e: e.path):
        status = entry.stat()
        parts.append(f"{entry.path}:{status.st_size}:{status.st_mtime_ns}")
    return of_text(*parts)


def _files(folder: Path | str, besides: frozenset[str] = frozenset()) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name in SKIPPED or entry.name in besides:
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _files(entry.path)
            elif Path(entry.name).suffix in SUFFIXES:
                yield entry
