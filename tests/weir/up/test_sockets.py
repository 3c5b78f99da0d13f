"""Where the code servers listen."""

import shutil
from pathlib import Path

import pytest

from weir.home import Home
from weir.up.sockets import folder_of


def test_two_copies_of_a_state_folder_do_not_clear_each_others_sockets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    first = Home(tmp_path, tmp_path / "one" / ".weir")
    first.state.mkdir(parents=True)
    name = first.identity
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    second = Home(tmp_path, tmp_path / "two" / ".weir")
    assert second.identity == name
    assert folder_of(first) != folder_of(second)
    assert folder_of(first) == folder_of(first)
