"""Landing files of a source that is loaded by day."""

import pyarrow as pa
import pytest
from tests.weir.components.dlt.location import PATH, Location, explanation, facts, judged, sql

from weir.errors import WeirError
from weir.landing import news

DAYS = {"start": "2017-01-01", "end": "2017-02-01"}
PER_DAY = "select day::varchar, sum(cents)::bigint from till.lines group by 1 order by 1"


@pytest.fixture
def till(location: Location) -> Location:
    location.declare({"files": PATH, "primary_key": ["day", "item"]}, partitions={"daily": DAYS})
    for day in ("2017-01-01", "2017-01-02", "2017-01-03"):
        location.land(day, [(1, "a", 10), (2, "b", 20)])
    return location


def fresh_partitions(*, everything: bool = False, released: tuple[str, ...] = ()) -> list[str]:
    return news.partitions(
        dataset="till",
        table="lines",
        setting="LANDING_URL",
        path=PATH,
        start=DAYS["start"],
        end=DAYS["end"],
        everything=everything,
        released=released,
    )


def test_a_range_of_days_loads_the_range_and_not_merely_marks_it(till: Location) -> None:
    result = till.run("2017-01-01", "2017-01-02")
    assert result.success, explanation(result)
    assert sql(PER_DAY) == [("2017-01-01", 30), ("2017-01-02", 30)]
    found = facts(result)
    assert found["rows_loaded"] == found["dagster/row_count"] == 4
    assert found["dagster/table_name"] == "till.lines"
    marked = {e.partition for e in result.asset_materializations_for_node("load_till")}
    assert marked == {"2017-01-01", "2017-01-02"}


def test_a_second_run_in_one_process_works(till: Location) -> None:
    assert till.run("2017-01-01").success
    assert till.run("2017-01-02").success
    assert sql(PER_DAY) == [("2017-01-01", 30), ("2017-01-02", 30)]


def test_a_run_without_a_day_is_refused_rather_than_loading_nothing(till: Location) -> None:
    result = till.run()
    assert not result.success
    assert "the run names none" in explanation(result)


def test_a_day_without_a_file_is_an_error_and_in_a_range_it_is_named(till: Location) -> None:
    result = till.run("2017-01-09")
    assert "no file has landed for 2017-01-09" in explanation(result)
    assert facts(till.run("2017-01-03", "2017-01-05"))["partitions_without_file"] == [
        "2017-01-04",
        "2017-01-05",
    ]


def test_a_replaced_file_replaces_its_day_only_also_the_rows_that_it_leaves_out(
    till: Location,
) -> None:
    assert till.run("2017-01-01", "2017-01-03").success
    till.land("2017-01-02", [(1, "a", 500)])
    assert fresh_partitions() == ["2017-01-02"]
    assert till.run("2017-01-02").success
    assert sql(PER_DAY) == [("2017-01-01", 30), ("2017-01-02", 500), ("2017-01-03", 30)]
    assert fresh_partitions() == []
    assert fresh_partitions(everything=True) == ["2017-01-01", "2017-01-02", "2017-01-03"]


def test_the_same_day_again_leaves_no_row_twice(till: Location) -> None:
    for _ in range(2):
        assert till.run("2017-01-01", "2017-01-03").success
    assert sql("select count(*) from till.lines") == [(6,)]


def test_a_file_outside_the_declared_days_is_no_news_and_is_counted(till: Location) -> None:
    for day in ("2016-12-31", "2017-02-01"):
        till.land(day, [(1, "a", 10)])
    assert fresh_partitions(everything=True) == ["2017-01-01", "2017-01-02", "2017-01-03"]
    result = till.run("2017-01-01", "2017-01-03")
    assert result.success, explanation(result)
    assert facts(result)["files_outside_of_days"] == 2
    assert sql("select count(*) from till.lines") == [(6,)]


@pytest.mark.parametrize("day", ["2017-01-32", "2017-02-29", "2017-1-05", "20170105", "january"])
def test_a_file_whose_day_is_no_date_is_refused_and_not_left_out(till: Location, day: str) -> None:
    whole = till.landing / PATH.format(day="2017-01-03")
    strange = f"till/lines_{day}.parquet"
    whole.rename(till.landing / strange)
    with pytest.raises(WeirError) as error:
        fresh_partitions()
    assert f"{strange} is of the day '{day}', which is no date" in error.value.what
    assert "defs.yaml of till.lines" in str(error.value.where)
    assert fresh_partitions(released=(strange,)) == ["2017-01-01", "2017-01-02"]


def test_a_file_that_a_system_or_an_editor_put_there_holds_no_day_back(till: Location) -> None:
    for name in (".lines_2017-01-04.parquet", ".DS_Store", ".trash/lines_2017-01-05.parquet"):
        path = till.landing / "till" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    assert fresh_partitions() == ["2017-01-01", "2017-01-02", "2017-01-03"]


def test_rows_of_another_day_in_a_file_are_refused_since_they_would_replace_that_day(
    till: Location,
) -> None:
    assert till.run("2017-01-01", "2017-01-02").success
    strange = pa.array([20100, 17168], pa.int32()).cast(pa.date32())
    till.land("2017-01-03", [(1, "a", 1), (2, "b", 2)], day=strange)
    result = till.run("2017-01-03")
    assert not result.success
    assert judged(result)["no_quarantined_files"] is False
    assert "rows with day" in str(facts(result)["files_refused"])
    assert sql("select count(*) from till.lines") == [(4,)]


def test_a_full_refresh_of_some_days_leaves_the_others_alone(till: Location) -> None:
    assert till.run("2017-01-01", "2017-01-03").success
    assert till.run("2017-01-02", full=True).success
    assert sql(PER_DAY) == [("2017-01-01", 30), ("2017-01-02", 30), ("2017-01-03", 30)]


def test_a_changed_type_is_refused_until_the_table_is_made_anew(till: Location) -> None:
    assert till.run("2017-01-01", "2017-01-03").success
    columns = {"day": "DATE", "item": "BIGINT", "label": "VARCHAR", "cents": "DOUBLE"}
    table = {"files": PATH, "primary_key": ["day", "item"], "columns": columns}
    till.declare(table, partitions={"daily": DAYS})
    for day in ("2017-01-01", "2017-01-02", "2017-01-03"):
        till.land(day, [(1, "a", 10)], cents=pa.array([0.5]))
    refused = till.run("2017-01-01")
    assert "cents of till.lines has another type in the warehouse" in explanation(refused)
    assert "--full-refresh" in explanation(refused)
    assert till.run("2017-01-01", "2017-01-02", full=True).success
    assert sql("select sum(cents), typeof(any_value(cents)) from till.lines") == [(1.0, "DOUBLE")]
    assert fresh_partitions() == ["2017-01-03"]
    assert till.run("2017-01-03", full=True).success
    assert sql("select sum(cents) from till.lines") == [(1.5,)]


def test_files_count_as_new_when_the_table_is_gone(till: Location) -> None:
    from weir.warehouse import open_warehouse

    assert till.run("2017-01-01", "2017-01-03").success
    with open_warehouse().session("test") as session:
        session.execute("drop table till.lines")
    assert len(fresh_partitions()) == 3
    assert till.run("2017-01-01", "2017-01-03").success
    assert sql("select count(*) from till.lines") == [(6,)]


def test_a_release_is_news_of_its_day_and_the_day_turns_green(till: Location) -> None:
    bad = "till/lines_2017-01-02.parquet"
    till.land("2017-01-02", [])
    assert not till.run("2017-01-01", "2017-01-03").success
    assert fresh_partitions() == []
    assert fresh_partitions(released=(bad,)) == ["2017-01-02"]
    table = {"files": PATH, "primary_key": ["day", "item"], "released": [bad]}
    till.declare(table, partitions={"daily": DAYS})
    result = till.run("2017-01-02")
    assert result.success, explanation(result)
    assert facts(result)["rows_loaded"] == 0
    assert fresh_partitions(released=(bad,)) == []
    assert fresh_partitions() == ["2017-01-02"]  # taken back
    assert sql(PER_DAY) == [("2017-01-01", 30), ("2017-01-03", 30)]
