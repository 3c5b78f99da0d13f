"""One full run of the demo, shared by all tests that start from it, on whichever worker."""

import os
import pickle
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.demo.picture import picture
from tests.e2e.demo.platform import Platform

from weir.lease import Lease

PATIENCE = 1800.0  # seconds for a worker that makes what another one waits for


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this test run have in common."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def first(shared: Path) -> Platform:
    """The platform after its first run, at the demo's first clock. Not to be changed: clone it."""
    folder = shared / "first"

    def run() -> None:
        Platform.create(folder).run()

    _once(folder, run)
    return Platform(folder)


@dataclass(frozen=True)
class Week:
    """A week after the first run, and the run that took it up.

    Attributes:
        platform: not to be changed: clone it.
        said: what the run printed.
    """

    platform: Platform
    said: str


@pytest.fixture(scope="session")
def week(first: Platform, shared: Path) -> Week:
    """What a week after the first run leads to, if nothing comes between."""
    folder, said = shared / "uninterrupted", shared / "uninterrupted.said"

    def pass_by() -> None:
        platform = first.clone(folder)
        platform.tick(7)
        said.write_text(platform.run())
        folder.with_suffix(".picture").write_bytes(pickle.dumps(picture(platform)))

    _once(folder, pass_by)
    return Week(Platform(folder), said.read_text())


@pytest.fixture(scope="session")
def uninterrupted(week: Week) -> dict[str, Any]:
    """The same as a picture to compare with."""
    return pickle.loads(week.platform.folder.with_suffix(".picture").read_bytes())


@pytest.fixture
def platform(first: Platform, tmp_path: Path) -> Generator[Platform]:
    """A copy of the platform after its first run."""
    copy = first.clone(tmp_path / "copy")
    yield copy
    copy.end()


def _once(folder: Path, make: Callable[[], None]) -> None:
    """Make a folder in the first worker that needs it; the others wait for it."""
    done = folder.with_suffix(".done")
    with Lease(folder.with_suffix(".lock"), str(folder), timeout=PATIENCE).held("a test"):
        if not done.exists():
            make()
            done.touch()
