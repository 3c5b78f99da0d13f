"""What a query's columns are made of: no column is lost, and none gets an origin by guess."""

import pytest

from weir.lineage.model import Origin, Told
from weir.lineage.sql import origins

TABLES = {"raw/orders": ["id", "cents", "buyer"], "raw/people": ["id", "name"], "raw/any": []}


def told(sql: str, dialect: str = "duckdb", prefix: str = "") -> Told:
    return origins(sql, dialect, TABLES, prefix=prefix)


def made(sql: str, dialect: str = "duckdb", prefix: str = "") -> dict[str, list[str]]:
    found = told(sql, dialect, prefix)
    assert found.reasons == {}
    return {name: [str(one) for one in columns] for name, columns in found.columns.items()}


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        (
            (
                "with a as (select * from raw.orders), b as (select *, cents / 100 as usd from a) "
                "select usd, b.* exclude (usd, buyer) from b"
            ),
            {"usd": ["raw/orders.cents"], "id": ["raw/orders.id"], "cents": ["raw/orders.cents"]},
        ),
        (
            "select id, 'x' as kind from raw.people union all select buyer, 'y' from raw.orders",
            {"id": ["raw/people.id", "raw/orders.buyer"], "kind": []},
        ),
        (
            (
                "select p.name, (select max(o.cents) from raw.orders o where o.buyer = p.id) "
                "as most from raw.people p"
            ),
            {"name": ["raw/people.name"], "most": ["raw/orders.cents"]},
        ),
        (
            (
                "select count(*) as n, sum(case when name = 'a' then cents end) as a "
                "from raw.orders join raw.people on buyer = people.id"
            ),
            {"n": [], "a": ["raw/people.name", "raw/orders.cents"]},
        ),
        (
            "select row_number() over (partition by buyer order by cents) as place from raw.orders",
            {"place": ["raw/orders.buyer", "raw/orders.cents"]},
        ),
        ("select column_of_mine from raw.any", {"column_of_mine": ["raw/any.column_of_mine"]}),
    ],
)
def test_values_are_followed_through(sql: str, expected: dict[str, list[str]]) -> None:
    assert made(sql) == expected


@pytest.mark.parametrize(
    ("dialect", "days"),
    [
        ("duckdb", "unnest(range(first, last, 1)) as each_day (day)"),
        ("bigquery", "unnest(generate_array(first, last)) as day"),
    ],
)
def test_what_a_function_in_from_makes_is_made_of_its_arguments(dialect: str, days: str) -> None:
    sql = (
        "with span as (select min(o.cents) as first, max(p.id) as last from raw.orders as o "
        f"cross join raw.people as p) select day + 1 as d, last from span cross join {days}"
    )
    found = made(sql, dialect)
    assert sorted(found["d"]) == ["raw/orders.cents", "raw/people.id"]
    assert found["last"] == ["raw/people.id"]


def test_the_environments_prefix_and_project_are_no_part_of_a_key() -> None:
    sql = "select `cents` from `some-project`.`pr_1_raw`.`orders`"
    assert made(sql, "bigquery", "pr_1_") == {"cents": ["raw/orders.cents"]}


@pytest.mark.parametrize(
    ("sql", "column", "reason"),
    [
        ("select * from raw.any", "*", "reads * of raw/any, whose columns are not declared"),
        ("with a as (select * from raw.any) select b from a", "b", "reads * of raw/any"),
        ("select x from raw.gone", "x", "reads raw/gone, which the graph does not know"),
        ("with a as (select id from raw.orders) select a.x from a", "x", "reads a.x, which no"),
        ("with a as (select x from raw.gone) select x as y from a", "y", "reads raw/gone"),
        ("select coalesce(o.cents, o.price) as c from raw.orders o", "c", "raw/orders.price"),
        ("select thing from raw.any, raw.gone", "thing", "does not say whose column thing is"),
        ("select from where", "*", "sqlglot can't read its SQL"),
        ("drop table raw.orders", "*", "is no query"),
    ],
)
def test_what_can_not_be_told_has_a_reason(sql: str, column: str, reason: str) -> None:
    found = told(sql)
    assert reason in found.reasons[column]
    assert found.columns.get(column, ()) == ()


def test_names_are_written_as_the_table_has_them() -> None:
    found = origins("select CENTS from RAW.Orders", "duckdb", {"raw/Orders": ["Cents"]})
    assert found.columns == {"cents": (Origin("raw/Orders", "Cents"),)}


def test_a_loaded_table_may_have_more_columns_than_are_declared() -> None:
    sql = "select id, o._loaded_at, (select max(name) from raw.people) as n from raw.orders o"
    found = origins(sql, "duckdb", TABLES, partial=["raw/orders"])
    assert found.reasons == {}
    assert found.columns["_loaded_at"] == (Origin("raw/orders", "_loaded_at"),)
    assert origins(sql, "duckdb", TABLES).reasons.keys() == {"_loaded_at"}
