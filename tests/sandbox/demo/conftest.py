"""The demo's whole year, filled once."""

from datetime import date
from pathlib import Path

import pytest

from sandbox import systems
from sandbox.world import World
from weir.home import HOME_VARIABLE


@pytest.fixture(scope="session")
def year(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A world at the year's end; not to be changed."""
    folder: Path = tmp_path_factory.mktemp("year")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(HOME_VARIABLE, str(folder / "home"))
        world = World(folder / "state", clock=date(2017, 12, 31))
        systems.expose(world)
    return world
