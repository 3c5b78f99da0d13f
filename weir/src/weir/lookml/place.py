"""Where something stands in a file."""

from dataclasses import dataclass
from pathlib import Path

from weir.errors import WeirError


@dataclass(frozen=True)
class Place:
    """A line of a file. It prints as editors and terminals take it: path:line."""

    file: Path
    line: int

    def __str__(self) -> str:
        here = Path.cwd()
        shown = self.file.relative_to(here) if self.file.is_relative_to(here) else self.file
        return f"{shown}:{self.line}"

    def refuse(self, what: str, fix: str | None = None) -> WeirError:
        """An error about this place, to be raised."""
        return WeirError(what, where=self, fix=fix)
