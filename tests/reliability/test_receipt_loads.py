"""The tills' files: loads that end in the middle, and warehouses that can't be written."""

from pathlib import Path

import pyarrow as pa
import pytest
from tests.ingestion.place import Source, explanation, loaded, sql
from tests.reliability import die
from tests.reliability.conftest import Told
from tests.reliability.files import days_with_news, receipts
from tests.reliability.matrix import GREEN, cell
from tests.reliability.warehouse import NOT_AGAIN, WAITED, corrupt, elsewhere_held

from weir.home import home

EDGE = "receipt files"
FIRST, SECOND = "2017-01-01", "2017-01-02"
PER_DAY = "select business_date::varchar, count(*) from pos.order_lines group by 1 order by 1"


@pytest.fixture
def source(landing: Path) -> Source:
    """The first day is loaded, 2 lines; the second has a good file."""
    receipts(landing, FIRST, 1, 2)
    made = Source("pos")
    assert made.load(FIRST).success
    receipts(landing, SECOND, 3, 4)
    return made


@cell(
    EDGE,
    "worker killed",
    sees=GREEN,
    retried="by the next run: the day counts as not loaded",
    proof="killed with the lines in the warehouse but not recorded: 2 lines, not 4",
)
def test_a_load_that_is_killed(source: Source, landing: Path, told: Told) -> None:
    die.killed("pos", SECOND, at=die.COMPLETED)
    assert days_with_news() == [SECOND]
    result = source.load(SECOND)
    told.nothing(result.success)
    assert sql(PER_DAY) == [(FIRST, 2), (SECOND, 2)]


@cell(
    EDGE,
    "disk full",
    sees="the disk is full: the warehouse could not be written … then `weir run` again",
    stopped="the step; what was loaded before stays",
    proof="the first day's 2 lines as before; with room, the second day's 300,000 are added",
)
def test_a_disk_without_room(source: Source, landing: Path, told: Told) -> None:
    many = 300_000
    numbers = [hash((n, "x")) for n in range(many)]  # does not compress
    receipts(landing, SECOND, *range(10, many + 10), quantity=pa.array(numbers, pa.int64()))
    told(die.without_room("pos", SECOND, size=2_000_000))
    assert sql(PER_DAY) == [(FIRST, 2)]
    assert days_with_news() == [SECOND]
    assert loaded(source.load(SECOND)) == {"order_lines": many}
    assert sql(PER_DAY) == [(FIRST, 2), (SECOND, many)]


@cell(
    EDGE,
    "lock held",
    sees=WAITED,
    retried=NOT_AGAIN,
    stopped="the step; the day stays news",
    proof="the first day's 2 lines as before; the next load adds 2",
)
def test_a_warehouse_in_other_hands(
    source: Source, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    with elsewhere_held(monkeypatch):
        told(explanation(source.load(SECOND)))
    assert sql(PER_DAY) == [(FIRST, 2)]
    assert days_with_news() == [SECOND]
    assert loaded(source.load(SECOND)) == {"order_lines": 2}


@cell(
    EDGE,
    "warehouse file corrupt",
    sees="the warehouse can't be opened: … fix:   move the file away; the next run makes a new one",
    stopped="the step, and every other that needs the warehouse",
    proof="the file is moved away as told: both days are news again and loaded, 4 lines",
)
def test_a_warehouse_that_is_no_database(source: Source, told: Told) -> None:
    corrupt(home().warehouse)
    told(explanation(source.load(SECOND)))
    home().warehouse.unlink()
    assert days_with_news() == [FIRST, SECOND]
    assert source.load(FIRST, SECOND).success
    assert sql(PER_DAY) == [(FIRST, 2), (SECOND, 2)]
