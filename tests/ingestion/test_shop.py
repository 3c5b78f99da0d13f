"""The shop's database: what changed is merged, what was deleted goes."""

import sqlite3
from pathlib import Path

import pytest
from tests.ingestion.place import Source, explanation, loaded, sql

from ingestion.defs.shop.probe import shop as probe

TABLES = """
create table orders (order_id bigint primary key, household_id bigint, store_id bigint,
  ordered_at timestamp, total_cents bigint, line_count bigint, updated_at timestamp,
  deleted_at timestamp);
create table products (product_id bigint primary key, manufacturer_id bigint, department varchar,
  brand varchar, product_category varchar, product_type varchar, package_size varchar,
  updated_at timestamp);
create table households (household_id bigint primary key, email varchar, age varchar,
  income varchar, home_ownership varchar, marital_status varchar, household_size varchar,
  household_comp varchar, kids_count varchar, created_at timestamp, updated_at timestamp);
insert into orders values
  (1, 7, 3, '2017-01-01 12:00:00.000000', 250, 2, '2017-01-01 12:00:00.000000', null),
  (2, 7, 3, '2017-01-02 04:30:00.000000', 100, 1, '2017-01-02 04:30:00.000000', null);
insert into products values (5, 1, 'DELI', 'P', 'HAM', null, null, '2017-01-01 05:00:00.000000');
insert into households (household_id, email, created_at, updated_at) values
  (7, 'a@example.com', '2017-01-01 12:00:00.000000', '2017-01-01 12:00:00.000000'),
  (8, 'b@example.com', '2017-01-01 12:00:00.000000', '2017-01-01 12:00:00.000000');
"""


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> sqlite3.Connection:
    path = tmp_path / "shop.db"
    monkeypatch.setenv("SHOP_DATABASE_URL", f"sqlite:///{path}")
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript(TABLES)
    return connection


def test_all_is_loaded_in_the_declared_types(database: sqlite3.Connection) -> None:
    assert loaded(Source("shop").load()) == {"orders": 2, "products": 1, "households": 2}
    found = "select order_id, ordered_at::varchar, total_cents, deleted_at from shop.orders"
    assert sql(f"{found} order by 1") == [
        (1, "2017-01-01 12:00:00", 250, None),
        (2, "2017-01-02 04:30:00", 100, None),
    ]
    assert sql("select typeof(deleted_at), typeof(ordered_at) from shop.orders limit 1") == [
        ("TIMESTAMP", "TIMESTAMP")
    ]


def test_changes_and_deletions_follow(database: sqlite3.Connection) -> None:
    source = Source("shop")
    assert source.load().success
    database.executescript(
        "update orders set total_cents = 300, updated_at = '2017-01-03 01:00:00.000000' "
        "where order_id = 1;"
        "update orders set deleted_at = '2017-01-03 02:00:00.000000', "
        "updated_at = '2017-01-03 02:00:00.000000' where order_id = 2;"
        "delete from households where household_id = 8;"
    )
    again = loaded(source.load())
    assert again["orders"] == 2
    assert sql("select order_id, total_cents from shop.orders") == [(1, 300)]
    assert sql("select household_id from shop.households") == [(7,)]


def test_the_probe_sees_new_changed_and_deleted_rows(database: sqlite3.Connection) -> None:
    seen = [probe("households")]
    for change in (
        "delete from households where household_id = 8",
        "update households set updated_at = '2017-02-01 00:00:00.000000'",
        "insert into households (household_id, updated_at) values (9, '2017-01-01')",
    ):
        database.execute(change)
        seen.append(probe("households"))
    assert len(set(seen)) == 4
    assert probe("orders") == probe("orders")


def test_a_database_that_is_away_is_an_error_that_names_the_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_DATABASE_URL", f"sqlite:///{tmp_path}/none.db")
    text = explanation(Source("shop").load())
    assert "the shop's database can't be reached" in text
    assert f"setting SHOP_DATABASE_URL = sqlite:///{tmp_path}/none.db" in text
    assert not (tmp_path / "none.db").exists()


def test_a_column_that_changed_its_type_at_the_shop_is_refused(
    database: sqlite3.Connection,
) -> None:
    database.executescript("alter table orders drop column store_id;")
    database.executescript(
        "alter table orders add column store_id varchar; update orders set store_id = '3'"
    )
    text = explanation(Source("shop").load())
    assert "column store_id changed its type: string arrived, BIGINT is declared" in text
    assert "shop.orders" in text
