"""A world that has been filled once, and copies of it for tests that change something."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from sandbox import app, systems
from sandbox.world import World
from weir.home import HOME_VARIABLE

CLOCK = date(2017, 1, 6)  # a Friday
ADDRESS = "http://127.0.0.1"


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state folder of a world whose sources are filled; not to be changed."""
    folder = tmp_path_factory.mktemp("filled")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(HOME_VARIABLE, str(folder / "home"))
        systems.expose(World(folder / "state", clock=CLOCK))
    return folder / "state"


@pytest.fixture
def state(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the filled folder, the test's own."""
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    return Path(shutil.copytree(filled, tmp_path / "state"))


@pytest.fixture
def world(state: Path) -> World:
    opened = World(state)
    systems.follow(opened)
    return opened


@pytest.fixture
def connect(monkeypatch: pytest.MonkeyPatch) -> Callable[[World], TestClient]:
    """A client of the whole sandbox but Fivetran, whose syncs would run beside the test."""
    monkeypatch.delitem(systems.APPS, "fivetran")
    monkeypatch.delitem(systems.CONTROLS, "fivetran")
    return lambda world: TestClient(app.create_app(world), base_url=ADDRESS)


@pytest.fixture
def client(world: World, connect: Callable[[World], TestClient]) -> TestClient:
    return connect(world)
