"""dbt's source freshness: a check of the loader's asset that tells, and never stops anybody."""

import datetime as dt
import json

import dagster as dg
import pytest
from dagster.components.testing.utils import component_defs
from tests.weir.components.dbt.conftest import Place, read_run

from weir.components.dbt import DbtProject
from weir.freshness import note_unchanged
from weir.graph.describe import describe
from weir.warehouse import open_warehouse

SOURCES = """
sources:
  - name: till
    schema: raw
    config:
      freshness: {warn_after: {count: 6, period: hour}, error_after: {count: 1, period: day}}
    tables:
      - name: receipts
        identifier: orders
        config: {loaded_at_field: "cast(loaded as timestamp)"}
      - name: customers
        config:
          loaded_at_field: loaded
          freshness:
            warn_after: {count: 30, period: minute}
            error_after: null
            filter: kind = 'new'
      - name: loads
      - name: quiet
        config: {freshness: null}
"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> dg.Definitions:
    from tests.weir.components.dbt.conftest import PROFILE, SCHEMA_MACRO, enter, write

    root = tmp_path_factory.mktemp("sources")
    with pytest.MonkeyPatch.context() as patch:
        enter(root, patch)
        write(
            root / "transform",
            {
                "profiles.yml": PROFILE,
                "macros/schema.sql": SCHEMA_MACRO,
                "dbt_project.yml": "name: small\nprofile: weir\n",
                "models/sources.yml": SOURCES,
                "models/m.sql": "select 1 as a from {{ source('till', 'receipts') }}",
            },
        )
        return component_defs(component=DbtProject(project=str(root / "transform")))


@pytest.fixture
def place(
    prepared: dg.Definitions,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    instance: dg.DagsterInstance,
) -> Place:
    from tests.weir.components.dbt.conftest import enter

    root = tmp_path_factory.mktemp("state")
    enter(root, monkeypatch)
    return Place(root, instance)


def ago(hours: float) -> str:
    at = dt.datetime.now(dt.UTC) - dt.timedelta(hours=hours)
    return f"timestamp '{at:%Y-%m-%d %H:%M:%S}'"


def judge(place: Place, prepared: dg.Definitions) -> dict[str, tuple[bool, str]]:
    """Result and severity of each check, run alone."""
    job = dg.define_asset_job("job", selection=dg.AssetSelection.all_asset_checks())
    checks = dg.Definitions(asset_checks=prepared.asset_checks, jobs=[job])
    result = checks.resolve_job_def("job").execute_in_process(
        instance=place.instance, raise_on_error=False
    )
    assert result.success, "stale data is not bad data: nothing is stopped"
    return {
        key: (check.passed, check.severity.value) for key, check in read_run(result).checks.items()
    }


def load(orders: float, new: float, old: float) -> None:
    with open_warehouse().session("test") as session:
        session.replace_table(("raw", "orders"), f"select {ago(orders)}::varchar as loaded")
        rows = f"values ('new', {ago(new)}), ('old', {ago(old)})"
        session.replace_table(("raw", "customers"), f"from ({rows}) as t(kind, loaded)")
        session.replace_table(("raw", "loads"), "select 1 as a")


def test_what_is_older_than_its_period_warns_or_fails_and_stops_nobody(
    place: Place, prepared: dg.Definitions
) -> None:
    load(orders=1, new=0.1, old=99)
    place.instance.report_runless_asset_event(dg.AssetMaterialization(["raw", "loads"]))
    name = "source_freshness"
    assert judge(place, prepared) == {
        f"raw/orders:{name}": (True, "ERROR"),
        f"raw/customers:{name}": (True, "ERROR"),
        f"raw/loads:{name}": (True, "ERROR"),
    }
    load(orders=7, new=1, old=0)
    found = judge(place, prepared)
    assert found[f"raw/orders:{name}"] == (False, "WARN")
    assert found[f"raw/customers:{name}"] == (False, "WARN"), "the filter leaves out what is old"
    load(orders=25, new=500, old=0)
    found = judge(place, prepared)
    assert found[f"raw/orders:{name}"] == (False, "ERROR")
    assert found[f"raw/customers:{name}"] == (False, "WARN"), "no error_after"
    described = describe("dbt", prepared)
    assert {c["asset"]: (c["blocking"], c["every"]) for c in described["checks"]} == {
        "raw/orders": (False, 1.5 * 3600),
        "raw/customers": (False, 450),
        "raw/loads": (False, 1.5 * 3600),
    }
    assert "raw/quiet" not in json.dumps(described["checks"])


def test_without_a_column_the_load_counts_or_that_it_was_found_unchanged(
    place: Place, prepared: dg.Definitions
) -> None:
    load(orders=1, new=0.1, old=0.1)
    assert judge(place, prepared)["raw/loads:source_freshness"] == (False, "ERROR"), "never loaded"
    now = dt.datetime.now(dt.UTC).timestamp()
    note_unchanged(place.instance, "raw/loads", every=60, now=now, age=7 * 3600)
    assert judge(place, prepared)["raw/loads:source_freshness"] == (False, "WARN")
    note_unchanged(place.instance, "raw/loads", every=60, now=now)
    assert judge(place, prepared)["raw/loads:source_freshness"] == (True, "ERROR")


def test_a_table_that_is_missing_or_has_no_row_is_no_fresh_one(
    place: Place, prepared: dg.Definitions
) -> None:
    load(orders=1, new=0.1, old=0.1)
    with open_warehouse().session("test") as session:
        session.execute("drop table raw.orders")
        session.execute("delete from raw.customers")
    found = judge(place, prepared)
    assert found["raw/orders:source_freshness"] == (False, "ERROR")
    assert found["raw/customers:source_freshness"] == (False, "ERROR")
