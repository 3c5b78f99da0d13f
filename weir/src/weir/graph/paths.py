"""Files of the project, as messages name them."""

from pathlib import Path

SKIPPED = frozenset({".venv", "site-packages"})


def is_own(filename: str, project: Path) -> bool:
    """Whether a file is the project's, and no vendor's installed below it."""
    path = Path(filename)
    return path.is_relative_to(project) and not SKIPPED.intersection(path.parts)


def short(filename: str, project: Path) -> str:
    """The path from the project's folder on; one that lies elsewhere stays whole."""
    path = Path(filename)
    return str(path.relative_to(project)) if path.is_relative_to(project) else filename
