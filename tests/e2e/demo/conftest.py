"""One full run of the demo, shared by all tests that start from it."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.demo.picture import picture
from tests.e2e.demo.platform import Platform


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> Platform:
    """The platform after its first run, at the demo's first clock. Not to be changed: clone it."""
    platform = Platform.create(tmp_path_factory.mktemp("first"))
    platform.run()
    return platform


@pytest.fixture(scope="session")
def uninterrupted(first: Platform, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a week after the first run leads to, if nothing comes between."""
    platform = first.clone(tmp_path_factory.mktemp("uninterrupted") / "copy")
    platform.tick(7)
    platform.run()
    return picture(platform)


@pytest.fixture
def platform(first: Platform, tmp_path: Path) -> Generator[Platform]:
    """A copy of the platform after its first run."""
    copy = first.clone(tmp_path / "copy")
    yield copy
    copy.end()
