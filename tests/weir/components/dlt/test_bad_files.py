"""A bad file is named and left out, the others load; the run ends red until it is dealt with."""

import pyarrow as pa
import pytest
from tests.weir.components.dlt.location import PATH, Location, explanation, facts, judged, sql

LEDGER = "select file, status, row_count, error from ops.landing_files order by file"
BAD, GOOD = "till/lines_2017-01-01.parquet", "till/lines_2017-01-02.parquet"
TABLE = {"files": PATH, "primary_key": ["day", "item"]}


@pytest.fixture
def till(location: Location) -> Location:
    location.declare(TABLE)
    location.land("2017-01-02", [(1, "a", 10), (2, "b", 20)])
    return location


def refused(till: Location) -> str:
    """Load with a bad file beside a good one; returns the reason that is given."""
    result = till.run()
    assert not result.success
    assert judged(result)["no_quarantined_files"] is False
    assert sql("select count(*) from till.lines") == [(2,)]
    assert [row[:3] for row in sql(LEDGER)] == [(BAD, "quarantined", None), (GOOD, "loaded", 2)]
    assert list(facts(result)["files_refused"]) == [BAD]
    return str(sql(LEDGER)[0][3])


def test_a_truncated_file_is_quarantined(till: Location) -> None:
    path = till.land("2017-01-01", [(1, "a", 10)])
    path.write_bytes(path.read_bytes()[:-20])
    assert "can't be read" in refused(till)


def test_a_file_with_a_changed_type_is_quarantined(till: Location) -> None:
    till.land("2017-01-01", [(1, "a", 10)], cents=pa.array(["10"]))
    assert "column cents changed its type: string arrived, BIGINT is declared" in refused(till)


def test_a_file_without_a_declared_column_is_quarantined(till: Location) -> None:
    till.land("2017-01-01", [(1, "a", 10)], cents=None)
    assert "declared columns are missing: cents" in refused(till)


def test_a_file_without_rows_is_quarantined(till: Location) -> None:
    till.land("2017-01-01", [])
    assert refused(till) == "the file has no rows"


def test_a_file_without_rows_is_good_where_that_is_declared_and_clears_its_rows(
    till: Location,
) -> None:
    till.declare({**TABLE, "allow_empty": True})
    till.land("2017-01-01", [(1, "a", 10)])
    assert till.run().success
    till.land("2017-01-01", [])
    result = till.run()
    assert result.success, explanation(result)
    assert sql("select day::varchar from till.lines") == [("2017-01-02",)] * 2


def test_an_unchanged_bad_file_is_not_read_again_and_stays_red(till: Location) -> None:
    till.land("2017-01-01", [])
    assert not till.run().success
    again = till.run()
    assert not again.success
    assert facts(again)["files_refused"] == {}
    assert facts(again)["rows_loaded"] == 0
    assert judged(again)["no_quarantined_files"] is False


def test_a_replaced_file_is_loaded_and_the_check_passes(till: Location) -> None:
    till.land("2017-01-01", [])
    assert not till.run().success
    till.land("2017-01-01", [(1, "a", 10)])
    result = till.run()
    assert result.success, explanation(result)
    assert facts(result)["rows_loaded"] == 1
    assert [row[1] for row in sql(LEDGER)] == ["loaded", "loaded"]


def test_a_released_file_turns_the_check_green_without_a_load_and_back(till: Location) -> None:
    till.land("2017-01-01", [])
    assert not till.run().success
    till.declare({**TABLE, "released": [BAD]})
    result = till.run(only_checks=True)
    assert result.success
    assert judged(result) == {
        "primary_key": True,
        "not_empty": True,
        "no_quarantined_files": True,
    }
    assert not result.asset_materializations_for_node("load_till")
    assert sql(LEDGER)[0][1] == "released"
    till.declare(TABLE)
    assert not till.run(only_checks=True).success


def test_the_failing_check_names_the_file_and_what_to_do(till: Location) -> None:
    till.land("2017-01-01", [])
    result = till.run()
    evaluation = next(
        e for e in result.get_asset_check_evaluations() if e.check_name == "no_quarantined_files"
    )
    assert f"{BAD}: the file has no rows" in str(evaluation.description)
    assert "released" in str(evaluation.description)


def test_the_only_file_being_bad_leaves_the_old_rows(location: Location) -> None:
    location.declare({"files": "till/all.parquet"})
    good = location.land("2017-01-01", [(1, "a", 10)])
    path = good.with_name("all.parquet")
    good.replace(path)
    assert location.run().success
    path.write_bytes(b"PAR1 is all there is")
    result = location.run()
    assert not result.success
    assert sql("select count(*) from till.lines") == [(1,)]
    location.land("2017-01-01", [(1, "a", 10), (2, "b", 5)]).replace(path)
    assert location.run().success
    assert sql("select count(*), sum(cents)::bigint from till.lines") == [(2, 15)]


def test_a_new_column_is_loaded_and_reported(till: Location) -> None:
    till.land("2017-01-01", [(1, "a", 10)], colour=pa.array(["red"]))
    result = till.run()
    assert result.success
    assert facts(result)["undeclared_columns"] == {"colour": "text"}
    assert sql("select colour from till.lines order by day") == [("red",), (None,), (None,)]


def test_a_csv_file_needs_no_code(location: Location) -> None:
    location.declare({"files": "till/lines_{day}.csv"})
    (location.landing / "till").mkdir()
    path = location.landing / "till/lines_2017-01-01.csv"
    path.write_text("day,item,label,cents\n2017-01-01,1,NA,5\n2017-01-01,2,,6\n")
    assert location.run().success
    assert sql("select item, label, cents from till.lines order by item") == [
        (1, "NA", 5),
        (2, None, 6),
    ]
    path.write_text("day,item,label,cents\n2017-01-01,1,NA,five\n")
    result = location.run()
    assert not result.success
    assert "five" in str(facts(result)["files_refused"])
