"""The demo's five dlt sources, loaded whole from the sandbox, and a week later."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from tests.ingestion.place import Source, loaded, sql

from sandbox import systems
from sandbox.world import World
from weir.home import home
from weir.landing import news

pytestmark = pytest.mark.slow
CLOCK = "2017-11-30"
FIRST_LOAD = {
    "pos": {"order_lines": 1_339_855},
    "shop": {"orders": 142_751, "products": 92_331, "households": 2_463},
    "loyalty": {"campaigns": 24, "sends": 6_065, "coupons": 113_278, "redemptions": 1_828},
    "circulars": {"placements": 3_728_107},
    "ecb": {"rates": 7_967},
}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A sandbox that serves, and its world."""
    server = subprocess.Popen(
        [sys.executable, "-m", "sandbox", "serve", "--clock", CLOCK],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdin
    assert server.stdout
    try:
        assert "the sandbox answers" in server.stdout.readline()
        made = World(home().sandbox)
        systems.follow(made)
        yield made
    finally:
        server.stdin.close()
        server.wait(30)


def days_with_news() -> list[str]:
    return news.partitions(
        dataset="pos",
        table="order_lines",
        setting="LANDING_URL",
        path="pos/order_lines/order_lines_{business_date}.parquet",
        start="2017-01-01",
        end="2018-01-01",
    )


def test_the_sources_are_loaded_whole_and_a_week_later_only_the_week(world: World) -> None:
    sources = {name: Source(name) for name in FIRST_LOAD}
    days = days_with_news()
    assert (days[0], days[-1], len(days)) == ("2017-01-01", CLOCK, 334)
    for name, expected in FIRST_LOAD.items():
        assert (
            loaded(sources[name].load(*([days[0], days[-1]] if name == "pos" else []))) == expected
        )
    # The tills and the shop's database say the same of every order.
    differing = """
        select count(*) from shop.orders full join
            (select order_id, sum(sales_cents) as cents from pos.order_lines group by 1) as lines
            using (order_id) where total_cents is distinct from cents"""
    assert sql(differing) == [(0,)]
    assert days_with_news() == []

    world.set_clock(date(2017, 12, 7))
    assert days_with_news() == [f"2017-12-0{n}" for n in range(1, 8)]
    assert loaded(sources["pos"].load("2017-12-01", "2017-12-07")) == {"order_lines": 30_790}
    orders = loaded(sources["shop"].load(tables=("orders",)))["orders"]
    # 2,874 of the week; those of the six hours before it are read again, and merged.
    assert orders == 3_008
    assert loaded(sources["loyalty"].load())["campaigns"] == 3
    assert loaded(sources["circulars"].load()) == {"placements": 67_346}
    counts = "select (select count(*) from shop.orders), (select count(*) from pos.order_lines)"
    assert sql(counts) == [(145_625, 1_370_645)]
    assert sql(differing) == [(0,)]
