"""Publish a DuckDB file: checkpoint, copy aside, sync, rename."""

import os
import shutil
from pathlib import Path

import duckdb

from weir.disk import explained

HEADERS = 3 * 4096  # DuckDB's main header and its two alternating database headers


def publish(live: Path, copy: Path) -> bool:
    """Replace `copy` by the present contents of `live`, atomically for readers.

    To be called with the writer's lease held and no connection to `live` open in this process:
    closing a plain file handle would drop DuckDB's own lock.

    Returns:
        False when the copy already shows the present state.

    Raises:
        DiskFullError: there is no room for the copy; the old copy stays as it is.
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
    needed = f"{live.stat().st_size / 1e6:.0f} MB"
    what = f"the warehouse could not be published, a copy of {needed}"
    with explained(what, copy, "readers see the last good copy until then, and nothing is lost"):
        try:
            shutil.copyfile(live, aside)
            with aside.open("rb") as file:
                os.fsync(file.fileno())
        except OSError:
            aside.unlink(missing_ok=True)  # it takes room that the disk does not have
            raise
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
