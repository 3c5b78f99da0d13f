"""A home of its own for each test."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WEIR_HOME", str(tmp_path / ".weir"))
    monkeypatch.delenv("WEIR_ENV", raising=False)
    return tmp_path
