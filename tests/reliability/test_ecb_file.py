"""The ECB's file: it replaces all rates, or none."""

from pathlib import Path

import pytest
from tests.ingestion.place import Source, explanation, loaded, sql
from tests.reliability.conftest import Told
from tests.reliability.files import refusal
from tests.reliability.matrix import GREEN, cell

EDGE = "ECB file"
RATES = (
    "Date,USD,JPY,\n2017-01-03,1.0385,122.92,\n2017-01-02,1.0465,N/A,\n2016-12-01,1.0642,121.33,\n"
)
STORED = "select rate_date::varchar, currency, rate from ecb.rates order by 1, 2"
REFUSED = "1 blocking asset check failed … ecb/rates: no_quarantined_files … "
STOPPED = "the file, and by the gate what hangs on the rates"
GOOD = "the 5 rates as before; the mended file replaces them, 6 rates"


@pytest.fixture
def file(landing: Path) -> Path:
    path = landing / "ecb" / "eurofxref-hist.csv"
    path.parent.mkdir()
    path.write_text(RATES)
    return path


@pytest.fixture
def source(file: Path) -> Source:
    made = Source("ecb")
    assert loaded(made.load()) == {"rates": 5}
    return made


def refused(source: Source, file: Path, told: Told, text: str) -> None:
    """A bad file leaves the rates; a good one replaces them."""
    before = sql(STORED)
    file.write_text(text)
    told(refusal(source.load()))
    assert sql(STORED) == before
    file.write_text(RATES.replace("N/A", "123.5"))
    assert loaded(source.load()) == {"rates": 6}
    assert len(sql(STORED)) == 6


@cell(EDGE, "half a response", sees=REFUSED + "be read: ArrowInvalid", stopped=STOPPED, proof=GOOD)
def test_half_a_line(source: Source, file: Path, told: Told) -> None:
    refused(source, file, told, RATES[:45])


@cell(
    EDGE,
    "wrong type",
    sees=REFUSED + "CSV conversion error to double: invalid value",
    stopped=STOPPED,
    proof=GOOD,
)
def test_a_rate_that_is_no_number(source: Source, file: Path, told: Told) -> None:
    refused(source, file, told, RATES.replace("1.0465", "closed"))


@cell(EDGE, "dropped column", sees=REFUSED + "Date", stopped=STOPPED, proof=GOOD)
def test_a_file_without_days(source: Source, file: Path, told: Told) -> None:
    refused(source, file, told, RATES.replace("Date,USD", "Day,USD"))


@cell(EDGE, "empty load", sees=REFUSED + "the file has no rows", stopped=STOPPED, proof=GOOD)
def test_a_file_with_nothing_but_a_header(source: Source, file: Path, told: Told) -> None:
    refused(source, file, told, "Date,USD,JPY,\n")


@cell(
    EDGE,
    "new column",
    sees=GREEN,
    proof="a new currency is 3 more rows, 8 in all",
)
def test_a_currency_more(source: Source, file: Path, told: Told) -> None:
    file.write_text(
        "\n".join(
            f"{line}{'CHF' if line.startswith('Date') else '1.07'}," for line in RATES.splitlines()
        )
    )
    result = source.load()
    told.nothing(result.success)
    assert sql("select currency, count(*) from ecb.rates group by 1 order by 1") == [
        ("CHF", 3),
        ("JPY", 2),
        ("USD", 3),
    ]


@cell(
    EDGE,
    "late rows",
    sees=GREEN,
    proof="a rate that is entered later for a past day is there: 6 rates",
)
def test_a_rate_that_comes_late(source: Source, file: Path, told: Told) -> None:
    file.write_text(RATES.replace("N/A", "123.5"))
    result = source.load()
    told.nothing(result.success)
    assert ("2017-01-02", "JPY", 123.5) in sql(STORED)
    assert len(sql(STORED)) == 6


@cell(
    EDGE,
    "connection refused",
    sees="setting LANDING_URL",
    stopped="the step; the rates stay",
    proof="the 5 rates as before",
)
def test_a_bucket_that_is_not_there(
    source: Source, told: Told, monkeypatch: pytest.MonkeyPatch, place: Path
) -> None:
    monkeypatch.setenv("LANDING_URL", (place / "elsewhere").as_uri())
    result = source.load()
    assert not result.success
    told(explanation(result))
    assert len(sql(STORED)) == 5
