"""One region of one day is made alone, and all of them together are what one build makes."""

import copy
from collections.abc import Callable, Iterator
from dataclasses import replace

import dagster as dg
import pytest
from tests.weir.components.dbt.conftest import PROFILE, SCHEMA_MACRO, Place, Ran, enter, write
from tests.weir.components.dbt.regions import FILES

from weir.components.dbt.manifest import Manifest
from weir.components.dbt.manifest import load as read_manifest
from weir.components.dbt.project import project
from weir.components.dbt.translation import translate
from weir.errors import WeirError
from weir.warehouse import open_warehouse

LINES = "select day, region, id, cents from {} order by id"
BOTH = ["mart/sales", "mart/sales_by_vars"]


def load(*changes: str) -> None:
    """Two lines for each of three regions on each of five days; then statements on them."""
    with open_warehouse().session("test") as session:
        session.replace_table(
            ("raw", "sales"),
            "select date '2026-01-01' + (n // 6)::integer as day, "
            "['emea', 'amer', 'apac'][1 + n // 2 % 3] as region, n as id, n * 10 as cents "
            "from range(30) t(n)",
        )
        for change in changes:
            session.execute(change)


def run(made: Place, keys: list[str], first: str, last: str | None = None, **tags: str) -> Ran:
    spans = {
        "dagster/asset_partition_range_start": first,
        "dagster/asset_partition_range_end": last or first,
    }
    return made.run(*keys, tags={**spans, **{f"weir/{k}": v for k, v in tags.items()}})


def stamps(made: Place, table: str, columns: str) -> dict[tuple[str, ...], str]:
    sql = f"select {columns}, max(made_at)::varchar from mart.{table} group by {columns}"
    return {tuple(map(str, row[:-1])): row[-1] for row in made.rows(sql)}


def changed(before: dict, after: dict) -> set[tuple[str, ...]]:
    return {key for key in before | after if before.get(key) != after.get(key)}


@pytest.fixture
def regions(place: Callable[[dict[str, str]], Place]) -> Place:
    made = place(FILES)
    load()
    assert made.run("base/base__sales").success
    return made


def test_one_region_of_one_day_is_replaced_and_no_other_row(regions: Place) -> None:
    ran = run(regions, BOTH, "2026-01-01|emea", "2026-01-05|apac")
    assert ran.success, ran.message
    for table in BOTH:
        assert ran.facts[table]["dagster/row_count"] == 30
        assert regions.rows(LINES.format(table.replace("/", "."))) == regions.rows(
            LINES.format("raw.sales")
        )
    before = {t: stamps(regions, t, "day, region") for t in ("sales", "sales_by_vars")}
    # One line is changed, one gone; another region of that day and another day changed too.
    load(
        "update raw.sales set cents = cents + 1000 where id in (12, 14, 18)",
        "delete from raw.sales where id = 13",
    )
    ran = run(regions, BOTH, "2026-01-03|emea", full_refresh="true")
    assert ran.success, ran.message
    for table, stamped in before.items():
        found = changed(stamped, stamps(regions, table, "day, region"))
        assert found == {("2026-01-03", "emea")}
        assert regions.rows(f"select id, cents from mart.{table} where day = '2026-01-03'"
                            " order by id") == [(12, 1120), (14, 140), (15, 150), (16, 160),
                                                (17, 170)]  # fmt: skip
        assert regions.rows(f"select count(*) from mart.{table}") == [(29,)]
    assert regions.instance.get_materialized_partitions(dg.AssetKey(["mart", "sales"])) == {
        f"2026-01-0{day}|{region}" for day in range(1, 6) for region in ("emea", "amer", "apac")
    }


def test_a_region_that_lost_all_its_rows_is_empty_afterwards(regions: Place) -> None:
    assert run(regions, BOTH, "2026-01-01|emea", "2026-01-05|apac").success
    load("delete from raw.sales where region = 'amer' and day >= '2026-01-02'")
    ran = run(regions, BOTH, "2026-01-02|amer", "2026-01-05|amer")
    assert ran.success, ran.message
    for table in BOTH:
        assert regions.rows(LINES.format(table.replace("/", "."))) == regions.rows(
            LINES.format("raw.sales")
        )


def test_regions_one_by_one_are_what_a_full_build_makes(regions: Place) -> None:
    for region in ("apac", "emea", "amer"):
        ran = run(regions, BOTH, f"2026-01-01|{region}", f"2026-01-05|{region}")
        assert ran.success, ran.message
    pieces = regions.rows(LINES.format("mart.sales"))
    assert len(pieces) == 30
    assert pieces == regions.rows(LINES.format("mart.sales_by_vars"))
    with open_warehouse().session("test") as session:
        session.execute("drop table mart.sales")
    assert run(regions, ["mart/sales"], "2026-01-01|emea", "2026-01-05|apac").success
    assert pieces == regions.rows(LINES.format("mart.sales"))


def test_a_region_and_a_day_of_summaries_are_replaced_alone(regions: Place) -> None:
    assert run(regions, ["mart/sales"], "2026-01-01|emea", "2026-01-05|apac").success
    assert run(regions, ["mart/of_region"], "emea", "apac").success
    assert run(regions, ["mart/of_day"], "2026-01-01", "2026-01-05").success
    regional, daily = stamps(regions, "of_region", "region"), stamps(regions, "of_day", "day")
    load("update raw.sales set cents = 0 where region = 'amer' and day = '2026-01-02'")
    assert run(regions, ["mart/sales"], "2026-01-02|amer").success
    ran = run(regions, ["mart/of_region"], "amer", full_refresh="true")
    assert ran.success, ran.message
    assert run(regions, ["mart/of_day"], "2026-01-02").success
    assert changed(regional, stamps(regions, "of_region", "region")) == {("amer",)}
    assert changed(daily, stamps(regions, "of_day", "day")) == {("2026-01-02",)}
    for table, column in (("of_region", "region"), ("of_day", "day")):
        assert regions.rows(f"select {column}, lines, cents from mart.{table} order by 1") == (
            regions.rows(f"select {column}, count(*), sum(cents) from raw.sales group by 1 "
                         "order by 1")
        )  # fmt: skip
    assert regions.run("mart/total").success
    assert regions.rows("select cents from mart.total") == [(4350 - 80 - 90,)]


def test_variables_cost_other_steps_no_parse_of_theirs(regions: Place) -> None:
    """Dbt forgets what it parsed with other variables; that lies in a folder of its own."""
    kept = regions.root / ".weir" / "dbt" / "partial_parse.msgpack"
    before = kept.read_bytes()
    assert run(regions, ["mart/sales"], "2026-01-01|emea").success
    assert kept.read_bytes() == before
    assert (kept.parent / "vars" / kept.name).exists()


def test_each_way_of_being_partitioned_is_a_step_of_its_own(regions: Place) -> None:
    steps = {a.op.name: {k.path[-1] for k in a.keys} for a in regions.definitions().assets or []}
    assert steps == {
        "dbt": {"base__sales", "total"},
        "dbt_daily_static": {"sales", "sales_by_vars"},
        "dbt_static": {"of_region"},
        "dbt_daily": {"of_day"},
    }


DAYS = {"daily": {"start": "2026-01-01"}}
VARS = {"start": "min_date", "end": "max_date"}


def static(**values: object) -> dict[str, object]:
    return {"static": values or {"region": ["emea", "amer"]}}


@pytest.fixture(scope="module")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Manifest]:
    with pytest.MonkeyPatch.context() as patch:
        root = tmp_path_factory.mktemp("regions")
        enter(root, patch)
        write(root / "transform", {"profiles.yml": PROFILE, "macros/schema.sql": SCHEMA_MACRO})
        write(root / "transform", FILES)
        yield read_manifest(project(root / "transform"))


@pytest.mark.parametrize(
    ("model", "partitions", "said"),
    [
        ("of_region", static(region=["emea", False]), "in quotes"),  # YAML's `no`
        ("of_region", static(region=[]), "region needs values"),
        ("of_region", static(region=["a", "a"]), "each of them once"),
        ("of_region", static(region=["a|b"]), "'a|b' can't be a partition"),
        ("of_region", static(Region=["a"]), "no column name in small letters"),
        ("of_region", {"static": ["emea"]}, "name the column, and list its values"),
        ("of_region", static(a=["b"], c=["d"]), "2 are named"),
        ("of_region", {"statics": {}}, "did you mean 'static'"),
        ("of_region", {}, "say `daily: {start: …}`"),
        ("of_region", {**static(), "vars": VARS}, "there is no `daily`"),
        ("of_region", static(area=["emea"]), "does not read var('area')"),
        ("of_day", {**DAYS, "vars": {**VARS, "to": "b"}}, "unknown key 'to'"),
        ("of_day", {**DAYS, "vars": {**VARS, "start": "first"}}, "does not read var('first')"),
        ("of_day", DAYS, "its incremental_strategy is 'append'"),
        ("sales", {**DAYS, "vars": VARS}, "its incremental_strategy is 'microbatch'"),
        ("sales", static(), "its incremental_strategy is 'microbatch'"),
        ("total", static(), "its materialized is 'table'"),
    ],
)
def test_partitions_that_say_nothing_or_too_much_are_refused(
    parsed: Manifest, model: str, partitions: dict[str, object], said: str
) -> None:
    refused(parsed, model, said, meta={"dagster": {"partitions": partitions}})


@pytest.mark.parametrize(
    ("model", "config", "said"),
    [
        ("sales", {"incremental_predicates": None}, "would replace whole days, of each region"),
        ("of_region", {"pre-hook": []}, "made again would be there twice"),
        ("of_day", {"on_schema_change": "ignore"}, "a new column would never arrive"),
    ],
)
def test_a_partition_that_would_lack_a_column_take_others_or_be_there_twice_is_refused(
    parsed: Manifest, model: str, config: dict[str, object], said: str
) -> None:
    refused(parsed, model, said, **config)


def test_bigquerys_microbatch_that_replaces_days_of_all_regions_is_refused(
    parsed: Manifest,
) -> None:
    content = copy.deepcopy(parsed.content)
    content["metadata"]["adapter_type"] = "bigquery"
    with pytest.raises(WeirError, match="would replace whole days on BigQuery, of each region"):
        translate(replace(parsed, content=content))


def refused(parsed: Manifest, model: str, said: str, **config: object) -> None:
    """Translate with a model's configuration changed."""
    content = copy.deepcopy(parsed.content)
    node = content["nodes"][f"model.shop.{model}"]
    node["meta"] = {}
    node["config"] |= config
    with pytest.raises(WeirError) as error:
        translate(replace(parsed, content=content))
    assert said in str(error.value)
    assert "transform/models" in str(error.value.where)
    assert error.value.fix
