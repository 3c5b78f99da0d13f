"""Where in the project's own code an error was raised, as Dagster keeps its traceback."""

import re
from collections.abc import Iterable
from pathlib import Path

from weir.graph.speech import SKIPPED

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
        path = Path(frame["file"]) if frame else None
        if frame is None or path is None or not path.is_relative_to(project):
            continue
        own = path.relative_to(project)
        if own.parts[0] != "weir" and not SKIPPED.intersection(own.parts):
            found = f"{own}:{frame['line']}"
    return found
