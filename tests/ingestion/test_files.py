"""The sources that land as files."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.ingestion.place import Source, explanation, loaded, sql

ECB = (
    "Date,USD,JPY,\n"
    "2017-01-03,1.0385,122.92,\n"
    "2017-01-02,1.0465,N/A,\n"
    "2016-12-01,1.0642,121.33,\n"
    "2016-11-30,1.0635,120.48,\n"
)


@pytest.fixture
def landing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "landing"
    monkeypatch.setenv("LANDING_URL", folder.as_uri())
    for name in ("ecb", "circulars"):
        (folder / name).mkdir(parents=True)
    return folder


def test_ecb_rates_become_rows_from_december_2016(landing: Path) -> None:
    path = landing / "ecb" / "eurofxref-hist.csv"
    path.write_text(ECB)
    assert loaded(Source("ecb").load()) == {"rates": 5}
    rates = "select rate_date::varchar, currency, rate from ecb.rates order by 1, 2"
    assert sql(rates) == [
        ("2016-12-01", "JPY", 121.33),
        ("2016-12-01", "USD", 1.0642),
        ("2017-01-02", "USD", 1.0465),
        ("2017-01-03", "JPY", 122.92),
        ("2017-01-03", "USD", 1.0385),
    ]


def test_a_new_ecb_file_replaces_the_rates_and_a_bad_one_leaves_them(landing: Path) -> None:
    path = landing / "ecb" / "eurofxref-hist.csv"
    source = Source("ecb")
    path.write_text(ECB)
    assert source.load().success
    path.write_text("Date,USD,\n2017-01-04,1.04,\n2017-01-03,1.0385,\n")
    assert source.load().success
    assert sql("select count(*) from ecb.rates") == [(2,)]
    path.write_text("<html>maintenance</html>")
    broken = source.load()
    assert not broken.success
    assert "no_quarantined_files" in explanation(broken)
    assert sql("select count(*) from ecb.rates") == [(2,)]


def test_a_replaced_circular_replaces_its_week_only(landing: Path) -> None:
    def land(week: str, products: list[int]) -> None:
        count = len(products)
        rows = {
            "week_start": pa.array([week] * count).cast(pa.date32()),
            "store_id": pa.array([1] * count, pa.int64()),
            "product_id": pa.array(products, pa.int64()),
            "display_location": pa.array(["0"] * count),
            "mailer_location": pa.array(["A"] * count),
        }
        pq.write_table(pa.table(rows), landing / "circulars" / f"placements_{week}.parquet")

    land("2016-12-26", [1, 2])
    land("2017-01-02", [3])
    source = Source("circulars")
    assert loaded(source.load()) == {"placements": 3}
    land("2016-12-26", [9])
    assert loaded(source.load()) == {"placements": 1}
    assert sql("select product_id from circulars.placements order by 1") == [(3,), (9,)]
    assert loaded(source.load()) == {"placements": 0}
