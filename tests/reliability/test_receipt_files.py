"""The tills' files: bad ones are named and left out, the others go on, nothing comes twice."""

import os
from pathlib import Path

import pyarrow as pa
import pytest
from tests.ingestion.place import Source, explanation, loaded, sql
from tests.reliability.conftest import Told
from tests.reliability.files import days_with_news, receipts, refusal
from tests.reliability.matrix import GREEN, cell

EDGE = "receipt files"
FIRST, SECOND, THIRD = "2017-01-01", "2017-01-02", "2017-01-03"
PER_DAY = "select business_date::varchar, count(*) from pos.order_lines group by 1 order by 1"
REFUSED = "1 blocking asset check failed … pos/order_lines: no_quarantined_files … "
STOPPED = "the bad file alone, and by the gate what hangs on the table; the other days are loaded"
GOOD = "the other day has its 2 lines; the replaced file is loaded, 1 line, and the check passes"


@pytest.fixture
def source(landing: Path) -> Source:
    """The first day is loaded, 2 lines; the second has a good file."""
    receipts(landing, FIRST, 1, 2)
    made = Source("pos")
    assert made.load(FIRST).success
    receipts(landing, SECOND, 3, 4)
    return made


def refused(source: Source, landing: Path, told: Told) -> None:
    """The third day's file is bad: it is named, the second is loaded, and a new one mends it."""
    told(refusal(source.load(SECOND, THIRD)))
    assert sql(PER_DAY) == [(FIRST, 2), (SECOND, 2)]
    assert days_with_news() == [], "an unchanged bad file is not read again and again"
    receipts(landing, THIRD, 5)
    assert days_with_news() == [THIRD]
    assert loaded(source.load(THIRD)) == {"order_lines": 1}
    assert sql(PER_DAY) == [(FIRST, 2), (SECOND, 2), (THIRD, 1)]


@cell(EDGE, "half a response", sees=REFUSED + "be read: ArrowInvalid", stopped=STOPPED, proof=GOOD)
def test_half_a_file(source: Source, landing: Path, told: Told) -> None:
    path = receipts(landing, THIRD, 5)
    path.write_bytes(path.read_bytes()[:-40])
    refused(source, landing, told)


@cell(
    EDGE,
    "wrong type",
    sees=REFUSED + "column sales_cents changed its type: string arrived, BIGINT is declared",
    stopped=STOPPED,
    proof=GOOD,
)
def test_cents_that_became_text(source: Source, landing: Path, told: Told) -> None:
    receipts(landing, THIRD, 5, sales_cents=pa.array(["1.00"]))
    refused(source, landing, told)


@cell(
    EDGE,
    "dropped column",
    sees=REFUSED + "declared columns are missing: sales_cents",
    stopped=STOPPED,
    proof=GOOD,
)
def test_a_file_without_a_column(source: Source, landing: Path, told: Told) -> None:
    receipts(landing, THIRD, 5, sales_cents=None)
    refused(source, landing, told)


@cell(EDGE, "empty load", sees=REFUSED + "the file has no rows", stopped=STOPPED, proof=GOOD)
def test_a_file_without_lines(source: Source, landing: Path, told: Told) -> None:
    receipts(landing, THIRD)
    refused(source, landing, told)


@cell(
    EDGE,
    "new column",
    sees=GREEN,
    proof="the column is loaded beside the declared ones, empty for the 2 lines before it",
)
def test_a_column_that_nobody_declared(source: Source, landing: Path, told: Told) -> None:
    receipts(landing, SECOND, 3, 4, till=pa.array([7, 8]))
    result = source.load(SECOND)
    told.nothing(result.success)
    assert sql("select order_id, till from pos.order_lines order by 1") == [
        (1, None),
        (2, None),
        (3, 7),
        (4, 8),
    ]


@cell(
    EDGE,
    "duplicate rows",
    sees="1 blocking asset check failed … pos/order_lines: primary_key",
    stopped="whatever hangs on the table, until the file is replaced",
    proof="the check counts 1 doubled key; with the file replaced: 2 lines, 2 different ones",
)
def test_a_line_that_is_there_twice(source: Source, landing: Path, told: Told) -> None:
    receipts(landing, SECOND, 3, 3)
    told(explanation(source.load(SECOND)))
    receipts(landing, SECOND, 3, 4)
    assert source.load(SECOND).success
    assert sql(PER_DAY) == [(FIRST, 2), (SECOND, 2)]


@cell(
    EDGE,
    "late rows",
    sees=GREEN,
    proof="a file of a day long past is news, and replaces that day's 2 lines by 3",
)
def test_a_day_that_is_delivered_again(source: Source, landing: Path, told: Told) -> None:
    assert source.load(SECOND).success
    receipts(landing, FIRST, 1, 2, 9)
    assert days_with_news() == [FIRST]
    result = source.load(FIRST)
    told.nothing(result.success)
    assert sql(PER_DAY) == [(FIRST, 3), (SECOND, 2)]
    assert days_with_news() == []


@cell(
    EDGE,
    "clock jumps back",
    sees=GREEN,
    proof="a file with an older time than the one it replaces is news all the same: 3 lines",
)
def test_a_file_with_an_older_time(source: Source, landing: Path, told: Told) -> None:
    path = receipts(landing, FIRST, 1, 2, 9)
    os.utime(path, (1_000_000_000, 1_000_000_000))
    assert FIRST in days_with_news()
    result = source.load(FIRST)
    told.nothing(result.success)
    assert sql(PER_DAY) == [(FIRST, 3)]
