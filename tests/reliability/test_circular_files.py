"""The circulars' files: bad ones are named and left out, a replaced one replaces its week."""

from pathlib import Path

import pyarrow as pa
import pytest
from tests.ingestion.place import Source, loaded, sql
from tests.reliability import die
from tests.reliability.conftest import Told
from tests.reliability.files import circulars, refusal
from tests.reliability.matrix import GREEN, cell

EDGE = "circular files"
FIRST, SECOND, THIRD = "2016-12-26", "2017-01-02", "2017-01-09"
PER_WEEK = "select week_start::varchar, count(*) from circulars.placements group by 1 order by 1"
REFUSED = "1 blocking asset check failed … circulars/placements: no_quarantined_files … "
STOPPED = "the bad file alone, and by the gate what hangs on the table; the others are loaded"
GOOD = "the other week has its 2 rows; the replaced file is loaded, 1 row, and the check passes"


@pytest.fixture
def source(landing: Path) -> Source:
    """The first week is loaded, 2 rows; the second has a good file."""
    circulars(landing, FIRST, 1, 2)
    made = Source("circulars")
    assert made.load().success
    circulars(landing, SECOND, 3, 4)
    return made


def refused(source: Source, landing: Path, told: Told) -> None:
    """The third week's file is bad: it is named, the second is loaded, and a new one mends it."""
    told(refusal(source.load()))
    assert sql(PER_WEEK) == [(FIRST, 2), (SECOND, 2)]
    circulars(landing, THIRD, 5)
    assert loaded(source.load()) == {"placements": 1}
    assert sql(PER_WEEK) == [(FIRST, 2), (SECOND, 2), (THIRD, 1)]


@cell(EDGE, "half a response", sees=REFUSED + "be read: ArrowInvalid", stopped=STOPPED, proof=GOOD)
def test_half_a_file(source: Source, landing: Path, told: Told) -> None:
    path = circulars(landing, THIRD, 5)
    path.write_bytes(path.read_bytes()[:-40])
    refused(source, landing, told)


@cell(
    EDGE,
    "wrong type",
    sees=REFUSED + "column store_id changed its type: string arrived, BIGINT is declared",
    stopped=STOPPED,
    proof=GOOD,
)
def test_a_number_that_became_text(source: Source, landing: Path, told: Told) -> None:
    circulars(landing, THIRD, 5, store_id=pa.array(["one"]))
    refused(source, landing, told)


@cell(
    EDGE,
    "dropped column",
    sees=REFUSED + "declared columns are missing: mailer_location",
    stopped=STOPPED,
    proof=GOOD,
)
def test_a_file_without_a_column(source: Source, landing: Path, told: Told) -> None:
    circulars(landing, THIRD, 5, mailer_location=None)
    refused(source, landing, told)


@cell(EDGE, "empty load", sees=REFUSED + "the file has no rows", stopped=STOPPED, proof=GOOD)
def test_a_file_without_rows(source: Source, landing: Path, told: Told) -> None:
    circulars(landing, THIRD)
    refused(source, landing, told)


@cell(
    EDGE,
    "late rows",
    sees=GREEN,
    proof="a week that is delivered again replaces its 2 rows by 3, and no other week's",
)
def test_a_week_that_is_delivered_again(source: Source, landing: Path, told: Told) -> None:
    assert source.load().success
    circulars(landing, FIRST, 7, 8, 9)
    result = source.load()
    told.nothing(result.success)
    assert loaded(result) == {"placements": 3}
    assert sql(PER_WEEK) == [(FIRST, 3), (SECOND, 2)]
    assert loaded(source.load()) == {"placements": 0}


@cell(
    EDGE,
    "worker killed",
    sees=GREEN,
    retried="by the next run: the file counts as not loaded",
    proof="killed with the rows in the warehouse but not recorded: 2 rows, not 4",
)
def test_a_load_that_is_killed(source: Source, told: Told) -> None:
    die.killed("circulars", at="weir.landing.ledger:Ledger.record")
    result = source.load()
    told.nothing(result.success)
    assert sql(PER_WEEK) == [(FIRST, 2), (SECOND, 2)]
