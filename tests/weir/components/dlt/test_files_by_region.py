"""Landing files of a source that is loaded by region, or by day and region."""

import datetime as dt
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.weir.components.dlt.location import Location, explanation, facts, judged, sql
from tests.weir.components.dlt.test_declaration import message

from weir.errors import WeirError
from weir.graph.model import Probe
from weir.plan.probe import ask_each

DAYS = {"start": "2017-01-01", "end": "2017-02-01"}
REGIONS = ["emea", "amer", "north_west"]
REGION = {"region": REGIONS}
BOTH = {"daily": DAYS, "static": REGION}
PATH = "sales/{region}_{day}.parquet"  # a region may hold what stands between the two
COLUMNS = {"day": "DATE", "region": "VARCHAR", "item": "BIGINT", "cents": "BIGINT"}
TABLE = {"columns": COLUMNS, "files": PATH, "primary_key": ["day", "region", "item"]}
CENTS = "select day::varchar, region, sum(cents)::bigint from till.lines group by all order by all"


def land(location: Location, day: str, region: str, *cents: int, of: str | None = None) -> None:
    """A file with a line for each amount; `of` is another region than its name says."""
    path = location.landing / PATH.format(day=day, region=region)
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = pa.table(
        {
            "day": pa.array([dt.date.fromisoformat(day)] * len(cents), pa.date32()),
            "region": pa.array([of or region] * len(cents), pa.string()),
            "item": pa.array(range(len(cents)), pa.int64()),
            "cents": pa.array(cents, pa.int64()),
        }
    )
    aside = path.with_suffix(".part")
    pq.write_table(rows, aside)
    aside.replace(path)


def news(location: Location, *, everything: bool = False) -> list[str]:
    """What the probe on the asset answers."""
    with location.defs() as defs:
        made = next(iter(defs.resolve_all_asset_specs()))
    probe = Probe(**made.metadata["weir/probe"])
    from weir.graph.describe import partitions_of

    answer = ask_each({"": (probe, partitions_of(made.partitions_def))}, everything=everything)
    return list(answer[""].partitions)


@pytest.fixture
def sales(location: Location) -> Location:
    location.declare(TABLE, partitions=BOTH)
    for day in ("2017-01-01", "2017-01-02"):
        for region in REGIONS:
            land(location, day, region, 1, 2)
    return location


def test_one_region_is_loaded_alone(sales: Location) -> None:
    assert len(news(sales)) == 6
    result = sales.run("2017-01-01|north_west", "2017-01-02|north_west")
    assert result.success, explanation(result)
    assert sql(CENTS) == [("2017-01-01", "north_west", 3), ("2017-01-02", "north_west", 3)]
    assert facts(result)["rows_loaded"] == 4
    marked = {str(e.partition) for e in result.asset_materializations_for_node("load_till")}
    assert marked == {"2017-01-01|north_west", "2017-01-02|north_west"}
    assert news(sales) == [f"{d}|{r}" for d in ("2017-01-01", "2017-01-02") for r in REGIONS[:2]]


def test_a_replaced_file_replaces_its_day_and_region_and_no_other_row(sales: Location) -> None:
    assert sales.run("2017-01-01|emea", "2017-01-02|north_west").success
    land(sales, "2017-01-02", "amer", 500)
    assert news(sales) == ["2017-01-02|amer"]
    before = sql("select _dlt_load_id, count(*) from till.lines group by 1")
    assert len(before) == 1
    assert sales.run("2017-01-02|amer", full=True).success
    assert sql(CENTS) == [
        ("2017-01-01", "amer", 3),
        ("2017-01-01", "emea", 3),
        ("2017-01-01", "north_west", 3),
        ("2017-01-02", "amer", 500),
        ("2017-01-02", "emea", 3),
        ("2017-01-02", "north_west", 3),
    ]
    assert sql(f"select count(*) from till.lines where _dlt_load_id = '{before[0][0]}'") == [(10,)]
    assert news(sales) == []
    assert len(news(sales, everything=True)) == 6


def test_the_same_regions_again_leave_no_row_twice(sales: Location) -> None:
    for _ in range(2):
        assert sales.run("2017-01-01|emea", "2017-01-02|amer").success
    assert sql("select count(*) from till.lines") == [(8,)]


def test_a_file_that_is_good_and_empty_empties_its_day_and_region_alone(sales: Location) -> None:
    sales.declare({**TABLE, "allow_empty": True}, partitions=BOTH)
    assert sales.run("2017-01-01|emea", "2017-01-02|north_west").success
    land(sales, "2017-01-02", "emea")
    assert sales.run("2017-01-02|emea").success
    assert sql("select count(*) from till.lines where region = 'emea'") == [(2,)]
    assert sql("select count(*) from till.lines") == [(10,)]


def test_rows_of_another_region_in_a_file_are_refused_since_they_would_replace_its_own(
    sales: Location,
) -> None:
    assert sales.run("2017-01-01|emea", "2017-01-02|north_west").success
    land(sales, "2017-01-02", "emea", 7, 8, of="amer")
    result = sales.run("2017-01-02|emea")
    assert not result.success
    assert judged(result)["no_quarantined_files"] is False
    assert "rows with region = amer" in str(facts(result)["files_refused"])
    assert sql("select sum(cents) from till.lines") == [(18,)]


def test_a_file_of_a_region_that_nobody_declared_is_refused_and_not_left_out(
    sales: Location,
) -> None:
    land(sales, "2017-01-01", "latam", 1)
    with pytest.raises(WeirError) as error:
        news(sales)
    assert "sales/latam_2017-01-01.parquet is of the region 'latam'" in error.value.what
    assert "defs.yaml of till.lines, partitions.static.region" in str(error.value.where)
    released = {**TABLE, "released": ["sales/latam_2017-01-01.parquet"]}
    sales.declare(released, partitions=BOTH)
    assert len(news(sales)) == 6


@pytest.mark.parametrize("day", ["2017-1-02", "20170102", "2017-01-32"])
def test_a_badly_written_day_beside_a_region_is_refused_and_not_left_out(
    sales: Location, day: str
) -> None:
    land(sales, "2017-01-03", "emea", 1)
    strange = f"sales/emea_{day}.parquet"
    (sales.landing / PATH.format(day="2017-01-03", region="emea")).rename(sales.landing / strange)
    with pytest.raises(WeirError) as error:
        news(sales)
    assert f"{strange} is of the day '{day}', which is no date" in error.value.what
    sales.declare({**TABLE, "released": [strange]}, partitions=BOTH)
    assert len(news(sales)) == 6
    result = sales.run("2017-01-01|emea", "2017-01-02|north_west")
    assert result.success, explanation(result)
    assert facts(result)["files_outside_of_days"] == 0, "it is named, so it is not counted"


def test_a_stray_hidden_file_is_no_region_that_holds_the_table_back(sales: Location) -> None:
    path = "sales/{region}/{day}.parquet"
    sales.declare({**TABLE, "files": path}, partitions=BOTH)
    for folder in ("emea", ".DS_Store"):
        whole = sales.landing / path.format(region=folder, day="2017-01-02")
        whole.parent.mkdir()
        whole.write_text("x")
    (sales.landing / "sales/emea/.~lock.2017-01-03.parquet").write_text("x")
    assert news(sales) == ["2017-01-02|emea"]
    sales.declare({**TABLE, "files": "lone/{region}.parquet"}, partitions={"static": REGION})
    (sales.landing / "lone").mkdir()
    for name in ("emea.parquet", ".~lock.emea.parquet"):
        (sales.landing / "lone" / name).write_text("x")
    assert news(sales) == ["emea"]


def test_regions_without_days(location: Location) -> None:
    table = {**TABLE, "files": "sales/{region}.parquet"}
    location.declare(table, partitions={"static": {"region": REGIONS}})
    for region in REGIONS:
        land(location, "2017-01-01", region, 1)
        old = location.landing / PATH.format(day="2017-01-01", region=region)
        old.rename(location.landing / f"sales/{region}.parquet")
    assert news(location) == REGIONS
    assert location.run("emea").success
    assert location.run("amer", "north_west").success
    assert sql(CENTS) == [("2017-01-01", region, 1) for region in sorted(REGIONS)]
    assert news(location) == []


SOURCE = """
    import dlt, pyarrow as pa

    @dlt.source(name="till")
    def till(window, region):
        first, end = (moment.date() for moment in window)
        days = [first.replace(day=n) for n in range(first.day, end.day)]
        rows = [(day, r) for day in days for r in region]
        table = pa.table({
            "day": [day for day, _ in rows], "region": [r for _, r in rows],
            "item": list(range(len(rows))), "cents": [100] * len(rows),
        })
        return [dlt.resource([table], name="lines")]

    def probe(table, everything=False):
        return ["2017-01-02|emea", "2017-01-02|amer"]
"""
CODED = {"columns": COLUMNS, "merge_key": ["day", "region"]}
NAMED = {"source": ".source:till", "probe": ".source:probe"}


def test_a_source_with_code_is_told_the_days_and_the_regions(location: Location) -> None:
    location.declare(CODED, code=SOURCE, partitions=BOTH, **NAMED)
    result = location.run("2017-01-02|emea", "2017-01-03|amer")
    assert result.success, explanation(result)
    assert sql("select count(*) from till.lines") == [(4,)]
    assert location.run("2017-01-03|amer").success
    assert sql("select day::varchar, region, item from till.lines where item = 0 order by all") == [
        ("2017-01-02", "emea", 0),
        ("2017-01-03", "amer", 0),
    ]
    assert sql("select count(*) from till.lines") == [(4,)]
    assert news(location) == ["2017-01-02|emea", "2017-01-02|amer"]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"files": "sales/{day}.parquet"}, "by region, but its files' names carry no region"),
        ({"files": "sales/{region}.parquet"}, "by day, but its files' names carry no day"),
        ({"files": "sales/{region}_{day}_{item}.parquet"}, "and its partitions are not"),
    ],
)
def test_files_that_do_not_say_which_partition_they_hold_are_refused(
    location: Location, table: dict[str, Any], said: str
) -> None:
    location.declare({**TABLE, **table}, partitions=BOTH)
    text = message(location)
    assert said in text
    assert "tables.lines.files" in text


def test_a_source_that_can_not_load_a_partition_alone_is_refused(location: Location) -> None:
    location.declare({"columns": COLUMNS}, code=SOURCE, partitions=BOTH, **NAMED)
    assert "would replace the whole of lines" in message(location)
    deaf = SOURCE.replace("window, region", "window")
    location.declare(CODED, code=deaf, partitions=BOTH, **NAMED)
    assert "till can't be told which region to load" in message(location)


def test_misspelt_partitions_are_answered_with_what_was_meant(location: Location) -> None:
    for partitions, said in (
        ({"start": "2017-01-01"}, "write `daily: {start: …}`"),
        ({"daily": {"strat": "2017-01-01"}}, "unknown key 'strat'; did you mean 'start'?"),
        ({**BOTH, "vars": {"start": "a", "end": "b"}}, "unknown key 'vars'"),
    ):
        location.declare(TABLE, partitions=partitions)
        text = message(location)
        assert said in text
        assert "defs.yaml" in text
