"""The shop's database: out of reach, silent, or locked."""

import socket
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.ingestion.place import Source, explanation, sql
from tests.ports import nowhere
from tests.reliability.conftest import Told
from tests.reliability.matrix import cell
from tests.reliability.shop import TABLES, order
from tests.reliability.warehouse import NOT_AGAIN, WAITED, elsewhere_held

from ingestion.defs.shop import database
from weir.retry import steps

EDGE = "shop database"


@pytest.fixture
def shop(place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    path = place / "shop.db"
    monkeypatch.setenv("SHOP_DATABASE_URL", f"sqlite:///{path}")
    monkeypatch.setattr(steps, "PAUSE", 0.01)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript(TABLES)
    connection.execute(order(1, 12))
    yield connection
    connection.close()


def starts(result: object) -> int:
    """How often the step was started."""
    events = [event.event_type_value for event in result.all_events]  # type: ignore[attr-defined]
    return events.count("STEP_START") + events.count("STEP_RESTARTED")


@cell(
    EDGE,
    "connection refused",
    sees="the shop's database can't be reached: … Connection refused … "
    "fix:   start the database, or correct SHOP_DATABASE_URL",
    retried="the step, twice, after 5 and 10 s",
    stopped="the step; what was loaded before stays",
    proof="3 starts and no fourth; 1 order as before; the next load has both",
)
def test_a_database_that_is_down(
    shop: sqlite3.Connection, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Source("shop")
    assert source.load().success
    shop.execute(order(2, 13))
    with monkeypatch.context() as patch:
        address = nowhere().removeprefix("http://")
        patch.setenv("SHOP_DATABASE_URL", f"postgresql+psycopg2://u:secret@{address}/shop")
        result = source.load()
    said = explanation(result)
    told(said)
    assert "secret" not in said
    assert starts(result) == 3
    assert sql("select order_id from shop.orders") == [(1,)]
    assert source.load().success
    assert sql("select count(*) from shop.orders") == [(2,)]


@cell(
    EDGE,
    "timeout",
    sees="the shop's database can't be reached: … timeout expired",
    retried="the step, twice; each connection is given up after 30 s",
    stopped="the step; what was loaded before stays",
    proof="3 connections were made and none was answered; 1 order as before",
)
def test_a_database_that_does_not_answer(
    shop: sqlite3.Connection, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Source("shop")
    assert source.load().success
    monkeypatch.setitem(database.TIMEOUTS, "postgresql", {"connect_timeout": 2})
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = silent.getsockname()[1]
        monkeypatch.setenv(
            "SHOP_DATABASE_URL", f"postgresql+psycopg2://u:p@127.0.0.1:{port}/shop?sslmode=disable"
        )
        result = source.load()
    told(explanation(result))
    assert starts(result) == 3
    assert sql("select order_id from shop.orders") == [(1,)]


@cell(
    EDGE,
    "lock held",
    sees=WAITED,
    retried=NOT_AGAIN,
    stopped="the step; what was loaded before stays",
    proof="1 order as before; the next load has both",
)
def test_a_warehouse_in_other_hands(
    shop: sqlite3.Connection, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Source("shop")
    assert source.load().success
    shop.execute(order(2, 13))
    with elsewhere_held(monkeypatch):
        told(explanation(source.load()))
    assert sql("select order_id from shop.orders") == [(1,)]
    assert source.load().success
    assert sql("select count(*) from shop.orders") == [(2,)]
