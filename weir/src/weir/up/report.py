"""What a location's host says of itself, once: a file that appears whole."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Report:
    """The outcome of loading a location.

    Attributes:
        description: the location's part of the graph; empty where it did not load.
        files: the project's Python files that it is made from.
        reads_dbt: whether it is made from the dbt project as well.
        error: why it did not load, in one line; empty where it did.
        trace: the project's own lines of the traceback.
        code_server: process id of its code server; 0 where there is none.
    """

    description: dict[str, Any] = field(default_factory=dict[str, Any])
    files: tuple[str, ...] = ()
    reads_dbt: bool = False
    error: str = ""
    trace: str = ""
    code_server: int = 0

    def write(self, path: Path) -> None:
        """Write it so that a reader sees all of it or nothing."""
        made = path.with_suffix(f".{os.getpid()}")
        made.write_text(json.dumps(asdict(self)))
        made.replace(path)


def read(path: Path) -> Report | None:
    """The report in a file; None until there is one."""
    try:
        entry: dict[str, Any] = json.loads(path.read_text())
    except FileNotFoundError:
        return None
    values: dict[str, Any] = {**entry, "files": tuple(entry["files"])}
    return Report(**values)
