"""A load that the disk does not take: words, the old rows, and a next load that goes on."""

import pytest
from tests.weir.components.dlt.location import PATH, Location, explanation, sql, within

PER_DAY = "select day::varchar, count(*), sum(cents)::bigint from till.lines group by 1 order by 1"
FIRST, SECOND = "2017-01-01", "2017-01-02"
MANY = 200_000  # rows, each with a text that does not compress: more than the limit below
LIMIT = 4_000_000  # bytes


@pytest.mark.slow
def test_a_load_without_room_keeps_what_was_loaded_and_is_made_up_for(location: Location) -> None:
    location.declare({"files": PATH}, partitions={"daily": {"start": FIRST, "end": "2017-02-01"}})
    location.land(FIRST, [(1, "a", 10), (2, "b", 20)])
    assert location.run(FIRST).success
    location.land(SECOND, [(n, f"{hash((n, 'x')):x}" * 3, 1) for n in range(MANY)])
    said = within(location, LIMIT, SECOND)
    assert "the disk is full: the warehouse could not be written (File too large)" in said
    assert "warehouse.duckdb" in said
    assert "then `weir run` again" in said
    assert sql(PER_DAY) == [(FIRST, 2, 30)]
    result = location.run(SECOND)
    assert result.success, explanation(result)
    assert sql(PER_DAY) == [(FIRST, 2, 30), (SECOND, MANY, MANY)]
