"""What a `weir backfill` that is at work is still to make: a `weir up` beside it leaves it alone.

Its runs say so while they work; between two of them nobody would know.
"""

import json
import os
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from pathlib import Path

from weir.home import Home
from weir.process import alive, began

FILE = "backfill.json"


@contextmanager
def telling(home: Home) -> Generator[Callable[[Iterable[str]], None]]:
    """Yields a call that tells which assets are still to be made; at the end none is."""
    path = home.state / FILE

    def tell(keys: Iterable[str]) -> None:
        said = {"pid": os.getpid(), "began": began(), "assets": sorted(keys)}
        made = path.with_suffix(".new")
        made.write_text(json.dumps(said))
        made.replace(path)

    try:
        yield tell
    finally:
        path.unlink(missing_ok=True)


def still_to_make(home: Home) -> frozenset[str]:
    """Keys that a backfill of this state folder is still to make; none of one that was killed."""
    path: Path = home.state / FILE
    try:
        said = json.loads(path.read_text())
    except FileNotFoundError:
        return frozenset()
    return frozenset(said["assets"]) if alive(said["pid"], said["began"]) else frozenset()
