"""A location's load pauses Python's collector; paused for ever, a code server would only grow."""

import gc
import weakref
from pathlib import Path

import pytest

from weir import location


def test_the_collector_works_again_though_the_load_failed(tmp_path: Path) -> None:
    assert gc.isenabled()
    with pytest.raises(Exception, match="Could not find config file"):
        location.definitions(str(tmp_path / "definitions.py"))
    assert gc.isenabled()


def test_who_had_paused_the_collector_finds_it_paused(tmp_path: Path) -> None:
    gc.disable()
    try:
        with pytest.raises(Exception, match="Could not find config file"):
            location.definitions(str(tmp_path / "definitions.py"))
        assert not gc.isenabled()
    finally:
        gc.enable()


class Loop:
    """Garbage that only the collector finds."""

    def __init__(self) -> None:
        self.itself = self


def test_what_a_load_leaves_is_not_gone_through_again_and_again() -> None:
    before = gc.get_freeze_count()
    with location._uncollected():
        made = [Loop() for _ in range(10_000)]
    assert gc.get_freeze_count() > before
    assert len(made) == 10_000
    assert not any(isinstance(one, Loop) for one in gc.get_objects()), "the collector sees none"


def test_what_an_earlier_load_left_is_let_go_by_the_next() -> None:
    """Else a code server would grow with each reload."""
    with location._uncollected():
        gone = weakref.ref(Loop())
    gc.collect()
    assert gone() is not None, "out of the collector's reach"
    with location._uncollected():
        gc.collect()
    assert gone() is None
