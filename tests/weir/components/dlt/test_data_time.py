"""How new loaded data is: by its own column where one is named, else as new as the load."""

import datetime as dt
import time

import dagster as dg
import pytest
from tests.weir.components.dlt.location import PATH, Location, explanation, facts, sql

from weir import gate

MIDNIGHT = dt.datetime(2017, 1, 2, tzinfo=dt.UTC).timestamp()
DAYS = {"start": "2017-01-01", "end": "2017-02-01"}


def test_the_newest_day_in_the_table_counts_and_not_the_day_that_was_loaded_last(
    location: Location,
) -> None:
    table = {"files": PATH, "primary_key": ["day", "item"], "data_time": "day"}
    by_day = {"daily": DAYS}
    location.declare(table, partitions=by_day, freshness={"fail_window": "36h", "of": "data"})
    for day in ("2017-01-01", "2017-01-02"):
        location.land(day, [(1, "a", 10)])
    assert facts(location.run("2017-01-01", "2017-01-02"))["weir/data_time"] == MIDNIGHT
    assert facts(location.run("2017-01-01"))["weir/data_time"] == MIDNIGHT
    with location.defs() as defs:
        (spec,) = defs.resolve_all_asset_specs()
    assert spec.metadata["weir/freshness_of"] == "data"
    assert spec.freshness_policy == dg.FreshnessPolicy.time_window(dt.timedelta(hours=36))


def test_without_a_column_the_data_is_as_new_as_the_load(location: Location) -> None:
    location.declare({"files": PATH}, partitions={"daily": DAYS})
    location.land("2017-01-01", [(1, "a", 10)])
    began = time.time()
    found = facts(location.run("2017-01-01"))
    assert began <= found["weir/data_time"] <= time.time()


@pytest.mark.parametrize(
    ("column", "said"),
    [("dya", "dya: no such column is declared"), ("cents", "neither TIMESTAMP nor DATE")],
)
def test_a_column_that_tells_no_time_is_refused(location: Location, column: str, said: str) -> None:
    location.declare({"files": PATH, "data_time": column}, partitions={"daily": DAYS})
    with pytest.raises(Exception, match="Error while loading component") as caught, location.defs():
        pass
    assert said in str(caught.value.__cause__)


def test_a_loader_that_the_gate_holds_back_loads_nothing(
    location: Location, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has parents where a project gives it some, for example the table that lists its ids."""
    location.declare({"files": PATH}, partitions={"daily": DAYS})
    location.land("2017-01-01", [(1, "a", 10)])
    key = dg.AssetKey(["till", "lines"])
    monkeypatch.setattr(gate, "withheld", lambda context: {key: "check x of raw/ids failed"})
    result = location.run("2017-01-01")
    assert not result.success
    assert "held back. till/lines: check x of raw/ids failed" in explanation(result)
    assert sql("select count(*) from information_schema.tables where table_name = 'lines'") == [
        (0,)
    ]
