"""What is wrong with a location that does not load: the message, the file, the line."""

import re
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from yaml import MarkedYAMLError

from weir.errors import WeirError
from weir.graph.declaration import faults
from weir.graph.paths import is_own, short

MARKER = re.compile(r"^\s*\^\s*$", re.MULTILINE)  # points at a column of the line above it


@dataclass(frozen=True)
class Plain:
    """An error as a person reads it.

    Attributes:
        text: one line.
        trace: the traceback's own lines, those of vendors left out.
    """

    text: str
    trace: str


def plain(error: BaseException, project: Path) -> Plain:
    """The cause that a person can act on.

    One of our own errors says what, where and what to do, and so does a declaration's. Otherwise it
    is the first error of the chain, since Dagster wraps what a definition raised, with the last
    line of the project's own.
    """
    cause = first_cause(error)
    trace = "\n".join([*own_frames(cause, project), f"{type(cause).__name__}: {cause}"])
    if found := ours(error):
        parts = [found.what, found.where or "", found.fix or ""]
        return Plain("; ".join(_one_line(part) for part in parts if part), trace)
    if found := faults(cause, project):
        return Plain("; ".join(_one_line(fault.text) for fault in found), trace)
    text = f"{type(cause).__name__}: {_one_line(MARKER.sub('', str(cause)))}"
    at = place(cause, project)
    return Plain(f"{text} ({at})" if at else text, trace)


def ours(error: BaseException) -> WeirError | None:
    """The outermost of our own errors in it; None if there is none."""
    return next((one for one in _chain(error) if isinstance(one, WeirError)), None)


def first_cause(error: BaseException) -> BaseException:
    """What everything else was raised from."""
    return list(_chain(error))[-1]


def _chain(error: BaseException) -> Iterator[BaseException]:
    following: BaseException | None = error
    seen: set[int] = set()
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        yield following
        hidden = following.__suppress_context__
        following = following.__cause__ or (None if hidden else following.__context__)


def place(error: BaseException, project: Path) -> str:
    """The file and line that a person mends; empty where none of the project's is known."""
    if isinstance(error, MarkedYAMLError) and error.problem_mark:
        return f"{short(error.problem_mark.name, project)}:{error.problem_mark.line + 1}"
    if isinstance(error, SyntaxError) and error.filename:
        return f"{short(error.filename, project)}:{error.lineno}"
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if is_own(frame.filename, project):
            return f"{short(frame.filename, project)}:{frame.lineno}"
    return ""


def own_frames(error: BaseException, project: Path) -> Iterator[str]:
    """The traceback's lines that lie in the project, without vendors'."""
    for frame in traceback.extract_tb(error.__traceback__):
        if is_own(frame.filename, project):
            yield f"{short(frame.filename, project)}:{frame.lineno}: {frame.line}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
