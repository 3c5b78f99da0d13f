"""A restart forgets nothing, and a killed start or tick is completed by the next."""

import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from starlette.testclient import TestClient

from sandbox import shop, systems
from sandbox.crm import TOKEN
from sandbox.database import reading
from sandbox.fivetran.sync import Syncs
from sandbox.world import World
from weir.home import HOME_VARIABLE

BATCH = "/hubspot/crm/v3/objects/contacts/batch/upsert"


def orders(world: World) -> int:
    with reading(world.database("shop")) as connection:
        return connection.execute("select count(*) from orders").fetchone()[0]


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.stat().st_size)
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_restart_rewrites_no_file_and_no_row(world: World) -> None:
    before, rows = stamps(world.landing), orders(world)
    again = World(world.state)
    systems.follow(again)
    assert stamps(world.landing) == before
    assert orders(again) == rows == 2378


def test_a_restart_keeps_what_people_changed(
    client: TestClient, world: World, connect: Callable[[World], TestClient]
) -> None:
    with reading(world.database("shop")) as connection:
        order = connection.execute("select min(order_id) from orders").fetchone()[0]
        household = connection.execute("select min(household_id) from households").fetchone()[0]
    assert client.delete(f"/__sandbox/shop/orders/{order}").status_code == 200
    assert client.delete(f"/__sandbox/shop/households/{household}").status_code == 200
    spoiled = client.post("/__sandbox/pos/files/2017-01-03", json={"state": "truncated"}).json()
    client.post("/__sandbox/pos/files/2017-01-04", json={"state": "missing"})
    client.post("/__sandbox/faults", json={"path": "/loyalty", "status": 429})
    contact = {"idProperty": "weir_customer_id", "id": "7", "properties": {"email": "a@b.example"}}
    headers = {"Authorization": f"Bearer {world.secret(TOKEN)}"}
    client.post(BATCH, json={"inputs": [contact]}, headers=headers)

    again = World(world.state)
    systems.follow(again)
    restarted = connect(again)

    with reading(again.database("shop")) as connection:
        row = connection.execute(
            "select deleted_at from orders where order_id = ?", [order]
        ).fetchone()
        assert row["deleted_at"] is not None
        query = "select count(*) from households where household_id = ?"
        assert connection.execute(query, [household]).fetchone()[0] == 0
    assert Path(spoiled["path"]).stat().st_size == spoiled["bytes"]
    assert not (again.landing / "pos/order_lines/order_lines_2017-01-04.parquet").exists()
    assert [fault["status"] for fault in restarted.get("/__sandbox/faults").json()] == [429]
    found = restarted.get("/__sandbox/crm/contacts").json()
    assert [contact["properties"]["weir_customer_id"] for contact in found] == ["7"]
    assert [call["status"] for call in restarted.get("/__sandbox/calls").json()] == [200]


def test_a_tick_adds_the_new_days_and_touches_nothing_else(world: World) -> None:
    before, rows = stamps(world.landing), orders(world)
    world.tick(4)  # a weekend, and the Monday and Tuesday of a new circular
    after = stamps(world.landing)
    assert {name: after[name] for name in before if name != "ecb/eurofxref-hist.csv"} == {
        name: stamp for name, stamp in before.items() if name != "ecb/eurofxref-hist.csv"
    }
    assert sorted(after.keys() - before.keys()) == [
        "circulars/placements_2017-01-09.parquet",
        *(f"pos/order_lines/order_lines_2017-01-{day}.parquet" for day in ("07", "08", "09", "10")),
    ]
    with reading(world.database("shop")) as connection:
        new = connection.execute(
            "select count(*), min(ordered_at) from orders where ordered_at >= '2017-01-07 05'"
        ).fetchone()
    assert orders(world) == rows + new[0]
    assert new[0] > 0


def test_the_rates_file_is_not_touched_on_a_weekend(world: World) -> None:
    path = world.landing / "ecb" / "eurofxref-hist.csv"
    before = path.stat().st_mtime_ns
    world.tick(2)
    assert path.stat().st_mtime_ns == before
    world.tick(1)
    assert path.stat().st_mtime_ns > before
    assert path.read_text().splitlines()[1].startswith("2017-01-09,")


def test_a_tick_killed_after_the_clock_moved_is_completed_without_doubles(world: World) -> None:
    World(world.state).tick(1)  # moves the clock and ends before any source follows
    shop.expose(world)
    rows = orders(world)
    world.reach("shop", date(2017, 1, 6))  # killed before the shop's progress was written down
    again = World(world.state)
    systems.follow(again)
    assert orders(again) == rows
    path = again.landing / "pos/order_lines/order_lines_2017-01-07.parquet"
    assert pq.read_metadata(path).num_rows > 0


def test_a_first_start_that_was_killed_half_way_is_completed(
    world: World, filled: Path, tmp_path: Path
) -> None:
    fresh = World(tmp_path / "fresh", clock=world.clock)
    systems.SOURCES[0](fresh)
    shop.expose(fresh)
    again = World(tmp_path / "fresh")
    systems.expose(again)
    assert stamps(again.landing).keys() == stamps(filled / "landing").keys()
    assert orders(again) == 2378


@pytest.mark.parametrize("folder", ["pos/order_lines", "circulars", "ecb"])
def test_no_half_written_file_is_left_in_the_bucket(world: World, folder: str) -> None:
    names = [path.name for path in (world.landing / folder).iterdir()]
    assert names
    assert not [name for name in names if name.startswith(".")]


def test_a_sync_that_the_end_of_the_process_broke_off_is_under_way_and_not_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DuckDB interrupts queries of other threads when the process ends."""
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    broken_off = threading.Event()

    def interrupted(world: World, *_: object) -> None:
        world.ending.wait(10)
        broken_off.set()
        raise RuntimeError("interrupted")

    monkeypatch.setattr("sandbox.fivetran.sync.read", interrupted)
    world = World(tmp_path / "a")
    syncs = Syncs.of(world)
    world.ending.set()
    assert broken_off.wait(10)
    for thread in threading.enumerate():
        if thread.name.startswith("sync conn_"):
            thread.join(10)
    started = [connection for connection in syncs.store.all() if connection.starts]
    assert {(c.sync_state, c.failed_at) for c in started} == {("syncing", None)}
