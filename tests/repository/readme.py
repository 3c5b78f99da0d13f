"""What the README says, for the tests that try it."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "README.md").read_text()
DIFFS = re.findall(r"```diff\n(.*?)```", TEXT, flags=re.DOTALL)


def added(diff: str) -> str:
    """The lines that a diff adds."""
    return "\n".join(line[2:] for line in diff.splitlines() if line.startswith("+"))
