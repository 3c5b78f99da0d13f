"""Where in the project's own code an error was raised, as Dagster keeps its traceback."""

import re
from collections.abc import Iterable
from pathlib import Path

from weir.graph.paths import is_own, short

FRAME = re.compile(r'^\s*File "(?P<file>.+?)", line (?P<line>\d+)')


def last_own(stack: Iterable[str], project: Path) -> str:
    """File and line of the last frame in a code location; empty where there is none.

    The kit's own frames are left out: what a person can mend lies above them.

    Args:
        stack: texts of a traceback's frames, the outermost first.
        project: folder of the repository.
    """
    found = ""
    for text in stack:
        frame = FRAME.match(text)
        if frame is None or not is_own(frame["file"], project):
            continue
        file = short(frame["file"], project)
        if Path(file).parts[0] != "weir":
            found = f"{file}:{frame['line']}"
    return found
