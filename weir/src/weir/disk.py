"""A full disk, recognized under whatever a vendor wraps it in, and said in words."""

import contextlib
import errno
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path

from weir.errors import WeirError

# A quota and a limit on the size of files (`ulimit -f`) are met in the same way.
NUMBERS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
# DuckDB, SQLite and Arrow say it in a text; the first three are the C library's.
TEXTS = (
    "No space left on device",
    "Disk quota exceeded",
    "File too large",
    "database or disk is full",
)


class DiskFullError(WeirError):
    """The disk did not take what was written."""


@contextlib.contextmanager
def explained(what: str, path: Path, kept: str) -> Generator[None]:
    """Say it in words when the block fails for want of disk; other errors pass.

    Args:
        what: what could not be done, as the beginning of a sentence.
        path: the file that was written.
        kept: what is not lost, and what the next run does.

    Raises:
        DiskFullError: the disk is full.
    """
    try:
        yield
    except DiskFullError:
        raise
    except Exception as error:
        cause = full(error)
        if cause is None:
            raise
        raise DiskFullError(
            f"the disk is full: {what} ({cause})",
            where=path,
            fix=f"free some disk ({_free(path)} are free), then `weir run` again: {kept}",
        ) from error


def full(error: BaseException) -> str | None:
    """The system's words for a full disk, if that is what an error, or what it wraps, is about."""
    for one in _chain(error):
        if isinstance(one, OSError) and one.errno in NUMBERS:
            return one.strerror
        if found := next((text for text in TEXTS if text in str(one)), None):
            return found
    return None


def _free(path: Path) -> str:
    folder = next(p for p in (path, *path.parents) if p.exists())
    return f"{shutil.disk_usage(folder).free / 1e6:.0f} MB"


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop(0)
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [one.__cause__, one.__context__]
