"""A load that is killed, run again, ends where the uninterrupted one does."""

import pytest
from tests.weir.components.dlt.location import PATH, Location, explanation, kill_at, sql
from tests.weir.components.dlt.test_coded_source import TABLE, declare, holds, row

from weir.landing import news

pytestmark = pytest.mark.slow
PLACES = [
    "dlt.load.load:Load.initialize_package",
    "dlt.load.load:Load.create_followup_jobs",
    "dlt.load.load:Load.complete_package",
    "weir.landing.ledger:Ledger.record",
]
DAYS = ["2017-01-01", "2017-01-02", "2017-01-03"]
KEYED = {"files": PATH, "primary_key": ["day", "item"]}


@pytest.mark.parametrize("place", PLACES)
def test_files_of_a_killed_load_are_loaded_once(location: Location, place: str) -> None:
    location.declare(KEYED, partitions={"daily": {"start": DAYS[0], "end": "2017-02-01"}})
    for day in DAYS:
        location.land(day, [(1, "a", 10), (2, "b", 20)])
    kill_at(location, place, DAYS[0], DAYS[-1])
    asked = {"dataset": "till", "table": "lines", "setting": "LANDING_URL", "path": PATH}
    assert news.partitions(**asked, start=DAYS[0]) == DAYS
    result = location.run(DAYS[0], DAYS[-1])
    assert result.success, explanation(result)
    per_day = "select day::varchar, count(*), sum(cents)::bigint from till.lines group by 1"
    assert sorted(sql(per_day)) == [(day, 2, 30) for day in DAYS]


@pytest.mark.parametrize("place", PLACES[:3])
def test_the_cursor_of_a_killed_load_does_not_run_ahead(
    location: Location, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TILL", str(location.landing.parent / "till.json"))
    declare(location, TABLE)
    holds(location, row(1, "a", 1))
    assert location.run().success
    holds(location, row(1, "A", 2), row(2, "b", 3))
    kill_at(location, place)
    result = location.run()
    assert result.success, explanation(result)
    assert sql("select item, label from till.lines order by item") == [(1, "A"), (2, "b")]


@pytest.mark.parametrize("place", PLACES[1:])
def test_a_killed_full_refresh_leaves_nothing_out(location: Location, place: str) -> None:
    location.declare(KEYED)
    for day in DAYS:
        location.land(day, [(1, "a", 10)])
    assert location.run().success
    kill_at(location, place, full=True)
    assert location.run().success
    assert sql("select count(*), count(distinct day) from till.lines") == [(3, 3)]


def test_a_refresh_forgets_its_files_before_it_drops_their_rows(location: Location) -> None:
    location.declare(KEYED)
    location.land(DAYS[0], [(1, "a", 10)])
    assert location.run().success
    kill_at(location, "weir.adapters.dagster_dlt:Dlt.run", full=True)
    assert sql("select count(*) from till.lines") == [(1,)]
    assert sql("select count(*) from ops.landing_files") == [(0,)]
