"""The matrix as a page of documentation."""

from collections.abc import Iterable

from tests.reliability.elsewhere import PROVED
from tests.reliability.matrix import EDGES, FAULTS, ROOT, Cell, declared, place

PAGE = ROOT / "docs" / "reliability.md"
COMMAND = "uv run python -m tests.reliability.write"
HEAD = """\
# Reliability

What happens at each edge of the platform when something goes wrong there. Every line is proved by
the test that it links to, which injects the fault and counts rows, requests and messages; what is
quoted under "the user sees" is what that test compares. This page is written by `{command}`
from the tests, and a test fails where it says something else.

{count} cells are proved, {here} of them in `tests/reliability`. An empty cell is a fault that can't
happen at that edge, or that nobody has proved. `weir test -m slow` runs them.
"""


def cells() -> list[Cell]:
    """All cells: those of this folder, and those that other tests prove."""
    return sorted([*declared(), *PROVED], key=place)


def text() -> str:
    """The page."""
    found = cells()
    here = sum(one.test.startswith("tests/reliability/") for one in found)
    parts = [HEAD.format(command=COMMAND, count=len(found), here=here), "## Overview\n"]
    parts.append(_grid(found))
    for edge in EDGES:
        parts += [f"\n## {edge[0].upper()}{edge[1:]}\n", _table(c for c in found if c.edge == edge)]
    return "\n".join(parts) + "\n"


def _grid(found: list[Cell]) -> str:
    proved = {(one.edge, one.fault) for one in found}
    lines = [_row(["", *EDGES]), _row(["---"] + [":-:"] * len(EDGES))]
    lines += [
        _row([fault, *("●" if (edge, fault) in proved else "" for edge in EDGES)])
        for fault in FAULTS
    ]
    return "\n".join(lines)


def _table(found: Iterable[Cell]) -> str:
    lines = [
        _row(["fault", "the user sees", "retried", "stopped", "nothing lost, nothing twice"]),
        _row(["---"] * 5),
    ]
    for one in found:
        file, _, name = one.test.partition("::")
        seen = f"“{one.sees}”" if one.sees else "nothing: the step is green"
        link = f'[test](../{file} "{name}")'
        lines.append(_row([one.fault, seen, one.retried, one.stopped, f"{one.proof} ({link})"]))
    return "\n".join(lines)


def _row(columns: Iterable[str]) -> str:
    return "| " + " | ".join(text.replace("|", "\\|") for text in columns) + " |"
