"""The files that a dbt project is made of, by checksum."""

import hashlib
import os
from pathlib import Path
from typing import Any

from weir import tree

SUFFIXES = frozenset({".sql", ".yml", ".yaml", ".csv", ".md", ".py"})
WRITTEN_TO = ("target-path", "log-path")


def checksums(directory: Path, settings: dict[str, Any]) -> dict[str, str]:
    """SHA-256 of each file that dbt may read, by its path relative to `directory`.

    Contents, not times: a fresh checkout has new times and the same project.
    """
    written = frozenset(os.path.normpath(str(settings[k])) for k in WRITTEN_TO if settings.get(k))
    found: dict[str, str] = {}
    for entry in tree.files(directory, SUFFIXES, never=_hidden, besides=written):
        path = Path(entry.path)
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


def _hidden(name: str) -> bool:
    return name.startswith(".")
