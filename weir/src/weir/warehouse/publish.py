"""Publish a DuckDB file: checkpoint, copy aside, sync, rename."""

import os
import shutil
from pathlib import Path

import duckdb

from weir.errors import WeirError

HEADERS = 3 * 4096  # DuckDB's main header and its two alternating database headers


def publish(live: Path, copy: Path) -> bool:
    """Replace `copy` by the present contents of `live`, atomically for readers.

    To be called with the writer's lease held and no connection to `live` open in this process:
    closing a plain file handle would drop DuckDB's own lock.

    Returns:
        False when the copy already shows the present state.

    Raises:
        WeirError: the disk has no room for the copy; the old copy stays as it is.
    """
    connection = duckdb.connect(str(live))  # replays the log of a writer that was killed
    try:
        connection.execute("force checkpoint")
    finally:
        connection.close()
    if _stamp(live) == _stamp(copy):
        return False
    copy.parent.mkdir(parents=True, exist_ok=True)
    aside = copy.with_name(f".{copy.name}.publishing")  # one name: the lease makes it ours
    try:
        shutil.copyfile(live, aside)
        with aside.open("rb") as file:
            os.fsync(file.fileno())
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise WeirError(
            f"the warehouse could not be published: {error.strerror}",
            where=copy,
            fix=f"free {live.stat().st_size / 1e6:.0f} MB of disk; readers still see the old copy",
        ) from error
    aside.replace(copy)
    folder = os.open(copy.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return True


def _stamp(path: Path) -> tuple[int, bytes] | None:
    """Size and headers: every checkpoint that changed something bumps a counter in a header."""
    try:
        with path.open("rb") as file:
            return os.fstat(file.fileno()).st_size, file.read(HEADERS)
    except FileNotFoundError:
        return None
