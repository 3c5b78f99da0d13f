"""A location of its own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.weir.components.dlt.location import Location, scaffold


@pytest.fixture
def location(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Location]:
    monkeypatch.setenv("WEIR_HOME", str(tmp_path / ".weir"))
    monkeypatch.delenv("WEIR_ENV", raising=False)
    landing = tmp_path / "landing"
    landing.mkdir()
    monkeypatch.setenv("LANDING_URL", landing.as_uri())
    with scaffold() as sandbox:
        yield Location(sandbox.defs_folder_path / "till", landing, sandbox)
