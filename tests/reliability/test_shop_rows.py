"""The shop's database: rows and columns that are not what they were, and loads that end early."""

import sqlite3
from pathlib import Path

import pytest
from tests.ingestion.place import Source, explanation, loaded, sql
from tests.reliability import die
from tests.reliability.conftest import Told
from tests.reliability.matrix import GREEN, cell
from tests.reliability.shop import TABLES, order
from tests.reliability.warehouse import corrupt

from weir.home import home

EDGE = "shop database"
STOPPED = "the step and, by the gate, whatever hangs on it"


@pytest.fixture
def shop(place: Path, monkeypatch: pytest.MonkeyPatch) -> sqlite3.Connection:
    path = place / "shop.db"
    monkeypatch.setenv("SHOP_DATABASE_URL", f"sqlite:///{path}")
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript(TABLES)
    for number in (1, 2):
        connection.execute(order(number, 11 + number))
    return connection


@pytest.fixture
def source(shop: sqlite3.Connection) -> Source:
    made = Source("shop")
    assert made.load().success
    return made


def orders() -> list[tuple[int, int]]:
    return sql("select order_id, total_cents from shop.orders order by 1, 2")


@cell(
    EDGE,
    "wrong type",
    sees="column store_id changed its type: string arrived, BIGINT is declared",
    stopped=STOPPED,
    proof="the 2 orders as before; with the type put back the next load has all 3",
)
def test_a_number_that_became_text(shop: sqlite3.Connection, source: Source, told: Told) -> None:
    shop.executescript(
        "alter table orders drop column store_id; alter table orders add column store_id varchar;"
        f"update orders set store_id = '3'; {order(3, 14)};"
    )
    told(explanation(source.load()))
    assert orders() == [(1, 100), (2, 100)]
    shop.executescript(
        "alter table orders drop column store_id; alter table orders add column store_id bigint;"
        "update orders set store_id = 3;"
    )
    assert source.load().success
    assert orders() == [(1, 100), (2, 100), (3, 100)]


@cell(
    EDGE,
    "new column",
    sees=GREEN,
    proof="the column is loaded beside the declared ones, empty for the orders before it",
)
def test_a_column_that_nobody_declared(
    shop: sqlite3.Connection, source: Source, told: Told
) -> None:
    shop.execute("alter table orders add column till bigint")
    shop.execute(order(3, 23))
    shop.execute("update orders set till = 9 where order_id = 3")
    result = source.load()
    told.nothing(result.success)
    found = sql("select order_id, till from shop.orders order by 1")
    assert found == [(1, None), (2, None), (3, 9)]


@cell(
    EDGE,
    "dropped column",
    sees="declared columns are missing: store_id",
    stopped=STOPPED,
    proof="the 2 orders as before",
)
def test_a_column_that_is_gone(shop: sqlite3.Connection, source: Source, told: Told) -> None:
    shop.execute("alter table orders drop column store_id")
    shop.execute(order(3, 14).replace("store_id, ", "").replace(" 7, 3,", " 7,"))
    told(explanation(source.load()))
    assert orders() == [(1, 100), (2, 100)]


@cell(
    EDGE,
    "duplicate rows",
    sees=GREEN,
    proof="an order that the shop lists twice is one row, counted once",
)
def test_an_order_that_is_there_twice(shop: sqlite3.Connection, source: Source, told: Told) -> None:
    shop.execute(order(3, 14))
    shop.execute(order(3, 14))
    result = source.load()
    told.nothing(result.success)
    assert orders() == [(1, 100), (2, 100), (3, 100)]


@cell(
    EDGE,
    "late rows",
    sees=GREEN,
    retried="each load reads the last 6 hours before its cursor again",
    proof="an order committed an hour late is loaded: 3 orders; later than 6 h, it is not seen",
)
def test_an_order_that_was_committed_late(
    shop: sqlite3.Connection, source: Source, told: Told
) -> None:
    shop.execute(order(3, 12))
    result = source.load()
    told.nothing(result.success)
    assert orders() == [(1, 100), (2, 100), (3, 100)]
    shop.execute(order(4, 1))
    assert source.load().success
    assert len(orders()) == 3, "the bound is gone: tell the matrix"


@cell(
    EDGE,
    "empty load",
    sees="1 blocking asset check failed … shop/households: not_empty",
    stopped=STOPPED,
    proof="orders are loaded, 3; households come back with the next load",
)
def test_a_table_that_was_emptied(shop: sqlite3.Connection, source: Source, told: Told) -> None:
    shop.executescript(f"create table kept as select * from households; {order(3, 14)};")
    shop.execute("delete from households")
    told(explanation(source.load()))
    assert len(orders()) == 3
    shop.execute("insert into households select * from kept")
    assert source.load().success
    assert sql("select household_id from shop.households") == [(7,)]


@cell(
    EDGE,
    "worker killed",
    sees=GREEN,
    retried="by the next run, from the last cursor that was committed",
    proof="killed before the rows were in the warehouse: 3 orders, the changed one changed once",
)
def test_a_load_that_is_killed(shop: sqlite3.Connection, source: Source, told: Told) -> None:
    shop.execute(order(3, 14))
    shop.execute("update orders set total_cents = 7, updated_at = '2017-01-02 15:00:00.000000'")
    die.killed("shop", at=die.INITIALIZED)
    assert orders() == [(1, 100), (2, 100)]
    result = source.load()
    told.nothing(result.success)
    assert orders() == [(1, 7), (2, 7), (3, 7)]


@cell(
    EDGE,
    "warehouse file corrupt",
    sees="the warehouse can't be opened: … fix:   move the file away; the next run makes a new one",
    stopped=STOPPED,
    proof="the file is moved away as told: all 3 orders are loaded, not only what is new",
)
def test_a_warehouse_that_is_no_database(
    shop: sqlite3.Connection, source: Source, told: Told
) -> None:
    shop.execute(order(3, 14))
    corrupt(home().warehouse)
    told(explanation(source.load()))
    home().warehouse.unlink()
    assert loaded(source.load())["orders"] == 3
    assert len(orders()) == 3
