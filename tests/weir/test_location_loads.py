"""A location's load pauses Python's collector; paused for ever, a code server would only grow."""

import gc
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
