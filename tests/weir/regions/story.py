"""What is looked at after each step of a story."""

from tests.weir.regions.conftest import Shop

LINES = "select day, region, id, cents from {} order by id"
TABLES = {
    "sales": "day, region",
    "sales_by_vars": "day, region",
    "of_region": "region",
    "of_day": "day",
}


def stamps(shop: Shop) -> dict[str, set[str]]:
    """When each partition of each table was made."""
    return {table: shop.stamps(table, columns) for table, columns in TABLES.items()}


def changed(shop: Shop, before: dict[str, set[str]]) -> dict[str, set[str]]:
    """Which partitions of each table were made since."""
    return {
        table: {row.rpartition(",")[0] for row in shop.stamps(table, TABLES[table]) - known}
        for table, known in before.items()
    }


def agree(shop: Shop) -> None:
    """All tables are what a full refresh would make of the files."""
    raw = shop.ask(LINES.format("raw.sales"))
    assert shop.ask(LINES.format("mart.sales")) == raw
    assert shop.ask(LINES.format("mart.sales_by_vars")) == raw
    for table, column in (("of_region", "region"), ("of_day", "day")):
        sql = f"select {column}, lines, cents from mart.{table} order by 1"
        whole = f"select {column}, count(*), sum(cents) from raw.sales group by 1 order by 1"
        assert shop.ask(sql) == shop.ask(whole)
    assert shop.ask("select cents from mart.total") == shop.ask("select sum(cents) from raw.sales")
