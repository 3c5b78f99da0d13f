"""A day of a partitioned model is made alone, and all days together are what one build makes."""

import dagster as dg
import pytest

from weir.components.dbt import DbtProject
from weir.errors import WeirError
from weir.graph.describe import describe_graph
from weir.warehouse import open_warehouse

SQL = """
select day, id, cents, now() as made_at from {{ ref('base__lines') }}
"""

MODEL = """
models:
  - name: base__lines
    config: {schema: base, materialized: view, event_time: day}
  - name: lines
    config:
      schema: mart
      materialized: incremental
      incremental_strategy: microbatch
      on_schema_change: append_new_columns
      event_time: day
      batch_size: day
      begin: 2026-01-01
      lookback: %d
      meta: {dagster: {partitions: {daily: {start: 2026-01-01, end: 2026-01-06}}}}
    columns: [{name: id, data_tests: [unique]}]
  - name: total
    config: {schema: mart, materialized: table}
"""

FILES = {
    "dbt_project.yml": "{name: days, profile: weir}",
    "models/sources.yml": "sources: [{name: raw, tables: [{name: lines}]}]",
    "models/base__lines.sql": "select * from {{ source('raw', 'lines') }}",
    "models/lines.sql": SQL,
    "models/total.sql": "select sum(cents) as cents from {{ ref('lines') }}",
    "models/models.yml": MODEL % 0,
}


def load(**cents: int) -> None:
    """Three lines a day; `d3=7` adds a late line of the third day."""
    late = " ".join(
        f"union all select date '2026-01-0{name[1]}', 100{number}, {value}"
        for number, (name, value) in enumerate(cents.items())
    )
    with open_warehouse().session("test") as session:
        session.replace_table(
            ("raw", "lines"),
            "select date '2026-01-01' + (n // 3)::integer as day, n as id, n * 10 as cents "
            f"from range(15) t(n) {late}",
        )


def run(made, first: str, last: str, *, tags: dict[str, str] | None = None):
    spans = {
        "dagster/asset_partition_range_start": first,
        "dagster/asset_partition_range_end": last,
    }
    return made.run("mart/lines", tags={**spans, **(tags or {})})


def stamps(made) -> dict[str, str]:
    return dict(made.rows("select day::varchar, max(made_at)::varchar from mart.lines group by 1"))


@pytest.fixture
def days(place):
    made = place(FILES)
    load()
    assert made.run("base/base__lines").success
    return made


def test_days_one_by_one_and_in_a_range_are_what_a_full_build_makes(days) -> None:
    assert run(days, "2026-01-02", "2026-01-02").success
    assert days.rows("select count(*), min(day)::varchar, max(day)::varchar from mart.lines") == [
        (3, "2026-01-02", "2026-01-02")
    ]
    ran = run(days, "2026-01-01", "2026-01-05")
    assert ran.success, ran.message
    assert ran.facts["mart/lines"]["dagster/row_count"] == 15
    assert days.rows("select day, id, cents from mart.lines order by id") == days.rows(
        "select day, id, cents from raw.lines order by id"
    )
    before = stamps(days)
    load(d3=7, d4=9)
    assert run(days, "2026-01-03", "2026-01-03", tags={"weir/full_refresh": "true"}).success
    after = stamps(days)
    assert [day for day in after if after[day] != before[day]] == ["2026-01-03"]
    assert days.rows("select count(*), sum(cents) from mart.lines") == [(16, 1057)]


def test_late_rows_within_the_lookback_come_with_a_later_day(days) -> None:
    days.write({"models/models.yml": MODEL % 2})
    assert run(days, "2026-01-01", "2026-01-04").success
    before = stamps(days)
    load(d2=1, d3=7)
    assert run(days, "2026-01-05", "2026-01-05").success
    after = stamps(days)
    assert {day for day in after if after[day] != before.get(day)} == {
        "2026-01-03",
        "2026-01-04",
        "2026-01-05",
    }
    late = "select day, id, cents from raw.lines where day > '2026-01-02' order by id"
    assert days.rows(late.replace("raw.", "mart.")) == days.rows(late)


def test_a_column_that_is_new_in_the_model_arrives_in_its_table(days) -> None:
    assert run(days, "2026-01-01", "2026-01-05").success
    days.write({"models/lines.sql": SQL.replace("cents,", "cents, cents * 2 as twice,")})
    assert run(days, "2026-01-01", "2026-01-05").success
    assert days.rows("select sum(twice) = 2 * sum(cents) from mart.lines") == [(True,)]


def test_how_far_a_model_looks_back_is_told_to_what_reads_it(place) -> None:
    """Else the days looked back to are made anew in the model alone."""
    made = place({**FILES, "models/models.yml": MODEL % 2})
    graph = describe_graph("one", made.definitions().resolve_asset_graph())
    partitions = graph.assets["mart/lines"].partitions
    assert partitions is not None
    assert partitions.lookback == 2


def test_each_day_is_recorded_and_an_unpartitioned_model_is_not_drawn_into_it(days) -> None:
    definitions = days.definitions()
    graph = definitions.resolve_asset_graph()
    assert graph.get(dg.AssetKey(["mart", "lines"])).partitions_def.get_partition_keys()[-1] == (
        "2026-01-05"
    )
    assert graph.get(dg.AssetKey(["mart", "total"])).partitions_def is None
    assert run(days, "2026-01-02", "2026-01-03").success
    assert days.instance.get_materialized_partitions(dg.AssetKey(["mart", "lines"])) == {
        "2026-01-02",
        "2026-01-03",
    }
    ran = days.run("mart/total")
    assert (ran.success, days.rows("select cents from mart.total")) == (True, [(330,)])


def test_a_run_that_names_no_day_is_refused(days) -> None:
    ran = days.run("mart/lines")
    assert not ran.success
    assert "made by partition, and the run names none" in ran.message


def test_partitions_of_a_model_that_is_no_microbatch_are_refused(place) -> None:
    made = place({**FILES, "models/models.yml": (MODEL % 0).replace("microbatch", "append")})
    with pytest.raises(WeirError, match="its incremental_strategy is 'append'"):
        made.translation()
    assert DbtProject.__doc__
