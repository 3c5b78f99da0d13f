"""The fault matrix: what happens at which edge, declared at the test that proves it."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import pytest

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]
GREEN = ""  # what is seen where nothing is to be seen
GAP = " … "  # in an excerpt: something is left out

EDGES = (
    "shop database",
    "receipt files",
    "circular files",
    "ECB file",
    "loyalty API",
    "Fivetran: Google Ads",
    "Fivetran: Meta Ads",
    "warehouse file",
    "dbt step",
    "feature step",
    "dashboard page",
    "CRM",
    "processes",
)
FAULTS = (
    "429 with Retry-After",
    "500 once",
    "500 for ever",
    "timeout",
    "connection refused",
    "half a response",
    "wrong type",
    "new column",
    "dropped column",
    "duplicate rows",
    "late rows",
    "empty load",
    "paused connector",
    "failed sync",
    "worker killed",
    "daemon killed",
    "code server killed",
    "disk full",
    "lock held",
    "clock jumps back",
    "warehouse file corrupt",
)
Test = TypeVar("Test", bound=Callable[..., Any])


@dataclass(frozen=True)
class Cell:
    """One fault at one edge.

    Attributes:
        sees: an excerpt of what the user reads; empty where the step is green without a word.
        retried: what is tried again, and how often.
        stopped: what does not go on.
        proof: what the test counts.
        test: the test that proves it, as pytest names it.
    """

    edge: str
    fault: str
    sees: str
    retried: str
    stopped: str
    proof: str
    test: str = ""

    def __post_init__(self) -> None:
        assert self.edge in EDGES, self.edge
        assert self.fault in FAULTS, self.fault

    @property
    def pieces(self) -> list[str]:
        """The parts of the excerpt, in order."""
        return self.sees.split(GAP) if self.sees else []


def cell(
    edges: str | tuple[str, ...],
    fault: str,
    *,
    sees: str,
    retried: str = "nothing",
    stopped: str = "nothing",
    proof: str,
) -> Callable[[Test], Test]:
    """Declare that a test proves one cell, or the same fault at several edges.

    The test hands what a person reads to the fixture `told`, which compares it with `sees`.
    """
    named = (edges,) if isinstance(edges, str) else edges

    def declare(test: Test) -> Test:
        assert "[" not in test.__name__
        cells = [Cell(edge, fault, sees, retried, stopped, proof) for edge in named]
        test.cells = [*getattr(test, "cells", []), *cells]
        return pytest.mark.slow(test)

    return declare


def declared() -> list[Cell]:
    """The cells of this folder's tests, in the order of the matrix."""
    found: list[Cell] = []
    for path in sorted(FOLDER.glob("test_*.py")):
        module = importlib.import_module(f"tests.reliability.{path.stem}")
        for name, test in vars(module).items():
            where = f"tests/reliability/{path.name}::{name}"
            found += [replace(one, test=where) for one in getattr(test, "cells", [])]
    return sorted(found, key=place)


def place(one: Cell) -> tuple[int, int]:
    """Where a cell stands in the matrix."""
    return EDGES.index(one.edge), FAULTS.index(one.fault)
