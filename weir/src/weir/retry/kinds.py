"""Kinds of errors, by what a repetition would change."""

import errno
from collections.abc import Iterator

from weir.errors import WeirError


class UnavailableError(WeirError):
    """A system gave no usable answer within the bounds of its policy.

    It has been tried again as often as is worth it; only a later run may have more luck.

    Attributes:
        status: of the last answer; None where there was none.
    """

    def __init__(
        self, what: str, *, where: object = None, fix: str | None = None, status: int | None = None
    ) -> None:
        super().__init__(what, where=where, fix=fix)
        self.status = status


class TransientError(WeirError):
    """A system could not be reached, and nobody has tried again: the step as a whole is."""


class OutdatedError(WeirError):
    """The files changed after this process had loaded them: a reload ends it, and so no alert."""


# Database drivers tell a lost connection from a wrong password by their message alone.
PASSING = (
    "connection refused",
    "connection reset",
    "connection timed out",
    "server closed the connection",
    "starting up",
    "temporarily unavailable",
    "timeout expired",
    "too many connections",
    "too many clients",
)
FULL = ("no space left on device", "disk is full", "disk full", "disk quota exceeded")
BROKEN = frozenset(
    {"ChunkedEncodingError", "IncompleteRead", "ProtocolError", "RemoteProtocolError"}
)


def chain(error: BaseException) -> Iterator[BaseException]:
    """An error and everything that it was raised from; dlt keeps a cause in `exception`."""
    seen: set[int] = set()
    waiting: list[object] = [error]
    while waiting:
        one = waiting.pop(0)
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [
            one.__cause__,
            one.__context__,
            *(getattr(one, name, None) for name in ("exception", "orig", "reason")),
            *one.args,
        ]


def disk_full(error: BaseException) -> bool:
    """Whether an error says that a disk is full; DuckDB says so in words only."""
    return any(
        (isinstance(one, OSError) and one.errno in (errno.ENOSPC, errno.EDQUOT))
        or any(words in str(one).lower() for words in FULL)
        for one in chain(error)
    )


def passing(error: BaseException) -> bool:
    """Whether an error is a lost connection to a database, or another of a moment."""
    for one in chain(error):
        if isinstance(one, (ConnectionRefusedError, ConnectionResetError, TimeoutError)):
            return True
        if getattr(one, "connection_invalidated", False):  # SQLAlchemy
            return True
        if any(words in str(one).lower() for words in PASSING):
            return True
    return False


def problem(error: BaseException) -> str:
    """What became of a request without an answer, in words that follow the system's name."""
    names = [type(one).__name__ for one in chain(error)]
    if any(isinstance(one, ConnectionRefusedError) for one in chain(error)):
        return "refused the connection"
    if any("timeout" in name.lower() for name in names):
        return "did not answer in time"
    if BROKEN & set(names):
        return "broke off its answer"
    text = str(error)
    if "refused" in text.lower():
        return "refused the connection"
    return f"can't be reached ({type(error).__name__}: {text})"
