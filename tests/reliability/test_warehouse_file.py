"""The warehouse's file: lost, broken or held, it is never written over and never shown broken."""

import os
import shutil
import subprocess
import sys
import threading

import pytest
from tests.reliability.conftest import Told
from tests.reliability.matrix import GREEN, cell
from tests.reliability.warehouse import NOT_AGAIN, WAITED, corrupt, elsewhere_held

from weir.errors import WeirError
from weir.home import home
from weir.lease import LeaseTimeoutError
from weir.warehouse import Warehouse, open_warehouse

EDGE = "warehouse file"
KILLED = """
import os, signal
from weir.warehouse import open_warehouse
with open_warehouse().session("run abc step killed") as session:
    session.execute("begin")
    session.execute("insert into mart.m select 2")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def warehouse() -> Warehouse:
    """One row is published, another one is not."""
    found = open_warehouse()
    with found.session("test") as session:
        session.replace_table(("mart", "m"), "select 1 as a")
    assert found.publish()
    return found


def published(warehouse: Warehouse) -> list[tuple[int]]:
    with warehouse.reader() as reader:
        return reader.rows("select a from mart.m order by 1")


def live(warehouse: Warehouse) -> list[tuple[int]]:
    with warehouse.session("test") as session:
        return session.rows("select a from mart.m order by 1")


@cell(
    EDGE,
    "warehouse file corrupt",
    sees="the warehouse can't be opened: … fix:   move the file away; the next run makes a new one",
    stopped="every step that needs the warehouse; publishing",
    proof="the broken file is left as it is, readers have the published row; the old file, put "
    "back, has its row",
)
def test_a_file_that_is_no_database(warehouse: Warehouse, told: Told) -> None:
    kept = home().warehouse.with_suffix(".kept")
    shutil.copy(home().warehouse, kept)
    corrupt(home().warehouse)
    broken = home().warehouse.read_bytes()
    for attempt in (lambda: live(warehouse), warehouse.publish, warehouse.identity):
        with pytest.raises(WeirError) as raised:
            attempt()
        told(raised.value.text())
    assert home().warehouse.read_bytes() == broken
    assert published(warehouse) == [(1,)]
    kept.replace(home().warehouse)
    assert live(warehouse) == [(1,)]


@cell(
    EDGE,
    "half a response",
    sees="the warehouse can't be opened: … fix:   move the file away; the next run makes a new one",
    stopped="every step that needs the warehouse; publishing",
    proof="a file cut in half is refused, and readers have the published row",
)
def test_half_a_file(warehouse: Warehouse, told: Told) -> None:
    size = home().warehouse.stat().st_size
    os.truncate(home().warehouse, size // 2)
    with pytest.raises(WeirError) as raised:
        live(warehouse)
    told(raised.value.text())
    with pytest.raises(WeirError):
        warehouse.publish()
    assert published(warehouse) == [(1,)]


@cell(
    EDGE,
    "lock held",
    sees=f"{WAITED} (pid",
    retried=NOT_AGAIN,
    stopped="the writer; readers of the published copy go on",
    proof="the published row is read meanwhile; the row is written once after the wait",
)
def test_a_file_in_other_hands(
    warehouse: Warehouse, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    with elsewhere_held(monkeypatch) as pid:
        with pytest.raises(LeaseTimeoutError) as raised:
            live(open_warehouse())
        told(raised.value.text())
        assert f"pid {pid}" in raised.value.text()
        assert published(warehouse) == [(1,)]
    with warehouse.session("test") as session:
        session.execute("insert into mart.m select 2")
    assert live(warehouse) == [(1,), (2,)]


@cell(
    EDGE,
    "worker killed",
    sees=GREEN,
    retried="by the next run: the lock is the kernel's, and free when its holder is dead",
    proof="killed within a transaction: no row of it is there, and nobody waits",
)
def test_a_writer_that_is_killed(warehouse: Warehouse, told: Told) -> None:
    child = subprocess.run([sys.executable, "-c", KILLED], check=False, timeout=60)
    assert child.returncode == -9
    found: list[object] = []
    reader = threading.Thread(target=lambda: found.extend(live(warehouse)))
    reader.start()
    reader.join(10)
    told.nothing(not reader.is_alive())
    assert found == [(1,)]


@cell(
    EDGE,
    "clock jumps back",
    sees=GREEN,
    proof="a row that was written an hour before the published copy, by the clock, is published",
)
def test_a_file_that_is_older_than_its_copy(warehouse: Warehouse, told: Told) -> None:
    with warehouse.session("test") as session:
        session.execute("insert into mart.m select 2")
    before = home().published.stat().st_mtime - 3600
    os.utime(home().warehouse, (before, before))
    told.nothing(warehouse.publish())
    assert published(warehouse) == [(1,), (2,)]
