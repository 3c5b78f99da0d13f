"""The files that a dbt project is made of, by checksum."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SUFFIXES = frozenset({".sql", ".yml", ".yaml", ".csv", ".md", ".py"})
SKIPPED = frozenset({"target", "logs", "node_modules", "__pycache__"})


def checksums(directory: Path, settings: dict[str, Any]) -> dict[str, str]:
    """SHA-256 of each file that dbt may read, by its path relative to `directory`.

    Contents, not times: a fresh checkout has new times and the same project.
    """
    written = {str(settings[k]) for k in ("target-path", "log-path") if settings.get(k)}
    found: dict[str, str] = {}
    for path in _files(directory, SKIPPED | written):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        found[path.relative_to(directory).as_posix()] = digest
    return dict(sorted(found.items()))


def differences(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """What was added, removed and changed, in words."""
    return [
        *(f"{path} (added)" for path in after if path not in before),
        *(f"{path} (removed)" for path in before if path not in after),
        *(f"{path} (changed)" for path in after if before.get(path, after[path]) != after[path]),
    ]


def _files(folder: Path, skipped: frozenset[str] | set[str]) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(".") or entry.name in skipped:
                continue
            if entry.is_dir():
                yield from _files(Path(entry.path), SKIPPED)
            elif Path(entry.name).suffix in SUFFIXES:
                yield Path(entry.path)
