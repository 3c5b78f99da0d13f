"""The loyalty API: rows that are not what they were, and loads that end in the middle."""

import pytest
from tests.ingestion.place import Source, explanation, loaded, sql
from tests.reliability import die
from tests.reliability.conftest import Told
from tests.reliability.loyalty import FIRST, LATER, System, send
from tests.reliability.matrix import GREEN, cell
from tests.reliability.served import Served
from tests.reliability.warehouse import NOT_AGAIN, WAITED, corrupt, elsewhere_held

from weir.home import home

EDGE = "loyalty API"
STOPPED = "the step and, by the gate, whatever hangs on it"


def sends() -> list[tuple[int, int]]:
    return sql("select count(*), count(distinct send_id) from loyalty.sends")


@pytest.fixture
def source(system: Served) -> Source:
    made = Source("loyalty")
    assert made.load().success
    return made


@cell(
    EDGE,
    "wrong type",
    sees="the loyalty API sends values of household_id that can't be read: … convert 'nine'",
    stopped=STOPPED,
    proof="5 letters as before, none of the page; the mended row comes with the next load",
)
def test_a_number_that_became_text(loyalty: System, source: Source, told: Told) -> None:
    loyalty.rows["sends"].append((LATER, {**send(9), "household_id": "nine"}))
    loyalty.rows["sends"].append((LATER, {**send(10), "household_id": "ten"}))
    told(explanation(source.load()))
    assert sends() == [(5, 5)]
    loyalty.rows["sends"][-2:] = [(LATER, send(9)), (LATER, send(10))]
    assert loaded(source.load())["sends"] == 7
    assert sends() == [(7, 7)]


@cell(
    EDGE,
    "new column",
    sees=GREEN,
    proof="the column is loaded beside the declared ones, empty for the 5 rows before it",
)
def test_a_field_that_nobody_declared(loyalty: System, source: Source, told: Told) -> None:
    loyalty.rows["sends"].append((LATER, {**send(9), "paper": "A4"}))
    result = source.load()
    told.nothing(result.success)
    assert sends() == [(6, 6)]
    assert sql("select paper, count(*) from loyalty.sends group by 1 order by 2") == [
        ("A4", 1),
        (None, 5),
    ]


@cell(
    EDGE,
    "dropped column",
    sees="declared columns are missing: household_id",
    stopped=STOPPED,
    proof="5 letters as before; the mended row comes with the next load",
)
def test_a_field_that_is_gone(loyalty: System, source: Source, told: Told) -> None:
    cut = {name: value for name, value in send(9).items() if name != "household_id"}
    loyalty.rows["sends"] = [(LATER, cut)]
    told(explanation(source.load()))
    assert sends() == [(5, 5)]
    loyalty.rows["sends"] = [(LATER, send(9))]
    assert source.load().success
    assert sends() == [(6, 6)]


@cell(
    EDGE,
    "duplicate rows",
    sees=GREEN,
    proof="the same letter on two pages is one row",
)
def test_a_row_that_comes_on_two_pages(loyalty: System, source: Source, told: Told) -> None:
    loyalty.rows["sends"] += [(LATER, send(9)), (LATER, send(8)), (LATER, send(9))]
    result = source.load()
    told.nothing(result.success)
    assert sends() == [(7, 7)]


@cell(
    EDGE,
    "late rows",
    sees=GREEN,
    retried="the whole table is read again where there are more rows but no later change",
    proof="a letter with a time before the last load's is loaded; 6 letters, 6 different ones",
)
def test_a_row_older_than_the_last_load(loyalty: System, source: Source, told: Told) -> None:
    loyalty.rows["sends"].append(("2017-01-01T15:00:00Z", send(9)))
    result = source.load()
    told.nothing(result.success)
    assert sends() == [(6, 6)]


@cell(
    EDGE,
    "clock jumps back",
    sees=GREEN,
    retried="the whole table is read again where the latest change lies before the last load's",
    proof="a system restored with earlier times: its new letter is loaded; 6 letters",
)
def test_a_system_whose_clock_went_back(loyalty: System, source: Source, told: Told) -> None:
    before = "2016-12-01T15:00:00Z"
    loyalty.rows["sends"] = [(before, send(n)) for n in (0, 1, 2, 3, 4, 9)]
    result = source.load()
    told.nothing(result.success)
    assert sends() == [(6, 6)]
    assert loaded(source.load())["sends"] == 0


@cell(
    EDGE,
    "empty load",
    sees="1 blocking asset check failed with ERROR severity: … loyalty/sends: not_empty",
    stopped=STOPPED,
    proof="nothing is loaded, and the check is red instead of the table green",
)
def test_a_table_without_rows(loyalty: System, system: Served, told: Told) -> None:
    loyalty.rows["sends"] = []
    result = Source("loyalty").load()
    assert not result.success
    told(explanation(result))
    loyalty.rows["sends"] = [(FIRST, send(1))]
    assert Source("loyalty").load().success
    assert sends() == [(1, 1)]


@cell(
    EDGE,
    "worker killed",
    sees=GREEN,
    retried="by the next run, from the last cursor that was committed",
    proof="killed with the pages in the warehouse but not recorded: 6 letters, 6 different ones",
)
def test_a_load_that_is_killed(loyalty: System, source: Source, told: Told) -> None:
    loyalty.rows["sends"].append((LATER, send(9)))
    die.killed("loyalty", at=die.INITIALIZED)
    assert sends() == [(5, 5)]
    result = source.load()
    told.nothing(result.success)
    assert sends() == [(6, 6)]


@cell(
    EDGE,
    "lock held",
    sees=WAITED,
    retried=NOT_AGAIN,
    stopped=STOPPED,
    proof="5 letters as before; the next load has all 6",
)
def test_a_warehouse_in_other_hands(
    loyalty: System, source: Source, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    loyalty.rows["sends"].append((LATER, send(9)))
    with elsewhere_held(monkeypatch):
        told(explanation(source.load()))
    assert sends() == [(5, 5)]
    assert loaded(source.load())["sends"] == 6
    assert sends() == [(6, 6)]


@cell(
    EDGE,
    "warehouse file corrupt",
    sees="the warehouse can't be opened: … fix:   move the file away; the next run makes a new one",
    stopped=STOPPED,
    proof="the file is moved away as told: all 6 letters are loaded anew, whatever the cursor said",
)
def test_a_warehouse_that_is_no_database(loyalty: System, source: Source, told: Told) -> None:
    loyalty.rows["sends"].append((LATER, send(9)))
    corrupt(home().warehouse)
    told(explanation(source.load()))
    home().warehouse.unlink()
    assert source.load().success
    assert sends() == [(6, 6)]
