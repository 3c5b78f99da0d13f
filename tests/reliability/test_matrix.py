"""The page says what the tests say, and every cell has a test."""

import ast
from collections import Counter

import pytest
from tests.reliability.elsewhere import PROVED
from tests.reliability.matrix import ROOT, Cell, declared
from tests.reliability.page import COMMAND, PAGE, cells, text


def test_the_page_says_what_the_tests_declare() -> None:
    assert PAGE.is_file(), f"write it: `{COMMAND}`"
    assert PAGE.read_text() == text(), f"docs/reliability.md is out of date: `{COMMAND}`"


def test_no_cell_is_declared_twice() -> None:
    found = Counter((one.edge, one.fault) for one in cells())
    assert [cell for cell, count in found.items() if count > 1] == []


def test_there_are_enough_cells() -> None:
    assert len(declared()) >= 60


@pytest.mark.parametrize("one", PROVED, ids=lambda one: f"{one.edge}, {one.fault}")
def test_a_cell_that_is_proved_elsewhere_is(one: Cell) -> None:
    """The named test is there, runs, and compares the excerpt."""
    file, _, name = one.test.partition("::")
    source = (ROOT / file).read_text()
    tests = {n.name: n for n in ast.parse(source).body if isinstance(n, ast.FunctionDef)}
    assert name in tests, f"{one.test} is gone"
    marks = [ast.unparse(mark) for mark in tests[name].decorator_list]
    assert not [mark for mark in marks if "skip" in mark or "xfail" in mark]
    body = ast.unparse(tests[name])
    for piece in one.pieces:
        assert piece in body, f"{one.test} does not look for {piece!r}"
