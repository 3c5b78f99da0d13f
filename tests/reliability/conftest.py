"""What a person reads is compared with what the matrix says."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from tests.reliability.loyalty import TOKEN, System
from tests.reliability.matrix import Cell
from tests.reliability.served import Served, listening, surrounded

from sandbox import receipts
from sandbox.world import World


class Told:
    """Compares what a person reads with the cell's excerpt; a test must use it."""

    def __init__(self, cells: list[Cell]) -> None:
        self.cells = cells
        self.used = False

    def __call__(self, text: str) -> None:
        """Every part of the excerpt is in the text, in order."""
        self.used = True
        for cell in self.cells:
            assert cell.pieces, f"the matrix says that nothing is seen; it says {text!r}"
            rest = text
            for piece in cell.pieces:
                assert piece in rest, f"{piece!r} is not in {text!r}"
                rest = rest.partition(piece)[2]

    def nothing(self, success: bool, why: str = "") -> None:
        """The step is green, and nothing is to be read."""
        self.used = True
        assert success, why
        assert not any(cell.sees for cell in self.cells), "the matrix promises words"


@pytest.fixture
def told(request: pytest.FixtureRequest) -> Iterator[Told]:
    found = Told(request.function.cells)
    yield found
    assert found.used, "the test did not compare what a person reads"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own."""
    monkeypatch.setenv("WEIR_HOME", str(tmp_path / ".weir"))
    for name in ("WEIR_ENV", "WEIR_DATASET_PREFIX", "WEIR_WAREHOUSE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds that were waited between requests; nobody really waits."""
    slept: list[float] = []
    monkeypatch.setattr("weir.retry.request.sleep", slept.append)
    return slept


@pytest.fixture
def loyalty() -> System:
    """A loyalty system of seven rows."""
    return System()


@pytest.fixture
def system(loyalty: System, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """The loyalty system, running."""
    world = World(tmp_path / "world")
    app, calls = surrounded(loyalty.app, world)
    with listening(app) as url:
        monkeypatch.setenv("LOYALTY_API_URL", url)
        monkeypatch.setenv("LOYALTY_API_TOKEN", TOKEN)
        yield Served(url, world, calls)


@pytest.fixture
def landing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty landing bucket."""
    folder = tmp_path / "landing"
    folder.mkdir()
    monkeypatch.setenv("LANDING_URL", folder.as_uri())
    return folder


@pytest.fixture(scope="session")
def sales() -> dict[date, int]:
    """What the shop sold on each day; read once."""
    return receipts.daily_sales()
