"""An account of its own for each test, in a home of its own."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from sandbox import receipts
from sandbox.fivetran.testing import Account, running
from sandbox.world import World
from weir.home import HOME_VARIABLE


@pytest.fixture(scope="session")
def sales() -> dict[date, int]:
    return receipts.daily_sales()


@pytest.fixture
def account(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sales: dict[date, int]
) -> Iterator[Account]:
    monkeypatch.setattr(receipts, "daily_sales", lambda: sales)  # two seconds each time
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / ".weir"))
    world = World(tmp_path / ".weir" / "sandbox", clock=date(2017, 2, 20))
    with running(world) as account:
        yield account
