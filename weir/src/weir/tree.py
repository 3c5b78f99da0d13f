"""The files below a folder: links to folders are followed, what tools write is left out."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

DBT = "dbt_project.yml"
WRITTEN = frozenset({"target", "logs", "node_modules", "__pycache__"})


def files(
    folder: Path,
    suffixes: frozenset[str],
    *,
    never: Callable[[str], bool],
    besides: frozenset[str] = frozenset(),
) -> Iterator[os.DirEntry[str]]:
    """Each file with one of the suffixes, in no order.

    Folders that tools write (`WRITTEN`) are left out, but not deeper than the top of a dbt
    project: dbt reads models from a folder `logs` as from any other.

    Args:
        never: whether a name is left out wherever it stands.
        besides: paths from `folder` that are left out, too.
    """
    top = folder.stat()
    kept_out = frozenset(str(folder / path) for path in besides)
    return _below(
        str(folder),
        lambda e: never(e.name) or e.path in kept_out,
        suffixes,
        within=False,
        above=frozenset({(top.st_dev, top.st_ino)}),
    )


def written(path: Path, root: Path) -> bool:
    """Whether `files` of `root` leaves a file out because a tool writes its folder."""
    folders = path.relative_to(root).parts[:-1]
    return any(
        name in WRITTEN and not _deep(root.joinpath(*folders[:depth]), root)
        for depth, name in enumerate(folders)
    )


def _deep(folder: Path, root: Path) -> bool:
    """Whether a folder lies below the top of a dbt project, and is none itself."""
    if (folder / DBT).exists():
        return False
    above = [one for one in folder.parents if one.is_relative_to(root)]
    return folder != root and any((one / DBT).exists() for one in above)


def _below(
    folder: str,
    left_out: Callable[[os.DirEntry[str]], bool],
    suffixes: frozenset[str],
    *,
    within: bool,
    above: frozenset[tuple[int, int]],
) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as found:
        entries = list(found)
    top = any(entry.name == DBT for entry in entries)
    outputs = frozenset[str]() if within and not top else WRITTEN
    for entry in entries:
        if entry.name in outputs or left_out(entry):
            continue
        try:
            status = entry.stat() if entry.is_dir() else None
        except OSError:  # a link to itself
            continue
        if status is not None:
            place = status.st_dev, status.st_ino
            if place not in above:  # a link back up has no end
                yield from _below(
                    entry.path, left_out, suffixes, within=within or top, above=above | {place}
                )
        # An editor's lock is a link to nowhere, and has the name of what it locks.
        elif Path(entry.name).suffix in suffixes and entry.is_file():
            yield entry
