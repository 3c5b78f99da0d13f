"""Builds through Dagster: what is recorded, what is left out and why, in numbers."""

import json
import time

import dagster as dg
import pytest

from weir.alerts.attempts import failed_attempts
from weir.alerts.causes import group
from weir.alerts.title import title
from weir.components.dbt.invocation import Command, started
from weir.components.dbt.project import project
from weir.components.dbt.selection import select
from weir.graph.describe import describe_graph
from weir.graph.document import to_document
from weir.records import read_records
from weir.warehouse import open_warehouse

EVERYTHING = {
    "base/base__orders",
    "base/base__customers",
    "base/base__regions",
    "mart/sales",
    "mart/mrt__people",
    "mart/mrt__ranking",
    "mart/mrt__log",
}


def test_a_build_records_tables_rows_and_checks_in_order(shop) -> None:
    shop.load()
    ran = shop.run()
    assert ran.success, ran.message
    assert ran.made == EVERYTHING
    rows = {key: facts["dagster/row_count"] for key, facts in ran.facts.items()}
    assert rows == {
        "base/base__orders": 4,
        "base/base__customers": 2,
        "base/base__regions": 3,
        "mart/sales": 2,
        "mart/mrt__people": 2,
        "mart/mrt__ranking": 2,
        "mart/mrt__log": 1,
    }
    assert ran.facts["mart/sales"]["dagster/table_name"] == "mart.sales"
    (identity,) = shop.rows("select warehouse_id from ops.weir_identity")[0]
    assert {facts["weir/warehouse"] for facts in ran.facts.values()} == {identity}
    assert len(ran.checks) == 10
    assert [name for name, c in ran.checks.items() if not c.passed] == ["raw/orders:not_null_cents"]
    warned = ran.checks["raw/orders:not_null_cents"]
    assert warned.severity is dg.AssetCheckSeverity.WARN, "and stopped nobody"
    assert warned.metadata["failing_rows"].value == 1
    for name in ran.checks:
        key = name.split(":")[0]
        assert key == "raw/orders" or ran.order.index(key) < ran.order.index(name)
    assert shop.rows("select sum(usd) from mart.sales") == [(7,)]
    spec = next(s for s in shop.translation().checks.values() if s.name == "not_null_usd")
    found = ran.checks["mart/sales:not_null_usd"].metadata["weir/fingerprint"].value
    assert found == spec.metadata["weir/fingerprint"]
    assert not list(shop.folder.glob("target*")), "dbt writes nothing into the project"
    assert not list(shop.folder.glob("logs*"))


def test_a_failing_source_test_stops_the_sources_readers_and_nobody_else(shop) -> None:
    shop.load(orders="select null::integer as order_id, 1 as customer_id, 100 as cents")
    ran = shop.run()
    assert not ran.success
    check = ran.checks["raw/orders:not_null_order_id"]
    assert (check.passed, check.severity) == (False, dg.AssetCheckSeverity.ERROR)
    assert check.metadata["failing_rows"].value == 1
    assert ran.made == {
        "base/base__customers",
        "base/base__regions",
        "mart/mrt__people",
        "mart/mrt__log",
    }
    first, *_ = ran.message.splitlines()
    assert first == (
        "check not_null_order_id of raw.orders failed: Got 1 result, configured to fail if != 0"
    )
    cause = "because of check not_null_order_id of raw.orders"
    for name in ("base.base__orders", "mart.sales", "mart.mrt__ranking"):
        assert f"{name} {cause}" in ran.failure["skipped"]


def test_a_failing_test_of_two_tables_stops_readers_that_read_only_one(shop) -> None:
    """Dbt alone would build `sales` here."""
    shop.load(customers="select 1 as customer_id")
    ran = shop.run()
    assert not ran.success
    assert not ran.checks["base/base__orders:relationships_customer_id"].passed
    assert "base/base__orders" in ran.made, "the tested table itself is recorded"
    assert ran.made == EVERYTHING - {"mart/sales", "mart/mrt__ranking"}
    cause = "because of check relationships_customer_id of base.base__orders"
    assert f"mart.sales {cause}" in ran.failure["skipped"]


def test_dbt_alone_still_lets_readers_pass_a_failing_test_of_two_tables(shop) -> None:
    """Contract: when this fails, `Selection.waits` can go."""
    shop.load(customers="select 1 as customer_id")
    with open_warehouse().lease("test"), started(project(), [Command("build")]) as answers:
        results = {a["id"]: a["status"] for a in answers if a["kind"] == "node"}
    (tested,) = [u for u in results if u.startswith("test.shop.relationships_")]
    assert (results[tested], results["model.shop.mrt__sales"]) == ("fail", "success")


def break_sales(shop) -> None:
    """Have the model fail when it is built."""
    broken = "{{ config(alias='sales') }} select cast('x' as integer) as customer_id, 1 as usd"
    mart = (shop.folder / "models/mart/mart.yml").read_text().split("unit_tests:")[0]
    shop.write({"models/mart/mrt__sales.sql": broken, "models/mart/mart.yml": mart})


def test_a_test_that_can_not_run_stops_nobody(shop) -> None:
    """`mrt__log` waits for a test of `mrt__people` that reads `sales`, which fails."""
    shop.load()
    break_sales(shop)
    ran = shop.run()
    assert not ran.success
    assert ran.made == EVERYTHING - {"mart/sales", "mart/mrt__ranking"}
    assert "mart/mrt__people:every_buyer_is_known" not in ran.checks
    assert (
        "check every_buyer_is_known of mart.mrt__people because of mart.sales"
        in (ran.failure["skipped"])
    )
    assert not any(line.startswith("mart.mrt__log") for line in ran.failure["skipped"])


def test_a_model_that_breaks_alerts_its_owner_though_its_own_tests_are_skipped(shop) -> None:
    """Dbt says `check not_null_usd of mart.sales because of mart.sales`: no other asset's fault."""
    shop.load()
    break_sales(shop)
    ran = shop.run()
    own = "check not_null_usd of mart.sales because of mart.sales"
    assert own in ran.failure["skipped"]

    graph = describe_graph("here", shop.definitions().resolve_asset_graph())
    found = failed_attempts(shop.instance, graph, read_records(shop.instance, graph), time.time())
    secondary = {problem.subject: problem.secondary for problem in found.problems}
    assert secondary == {"mart/sales": False, "mart/mrt__ranking": True}
    assert [title(cause) for cause in group(graph, found)] == ["mart/sales was not made"]


def test_a_run_that_meets_an_edit_alerts_nobody_unless_no_reload_follows(shop) -> None:
    """A team got the message `the dbt project changed`, and five seconds later all was well."""
    shop.load()
    definitions = shop.definitions()
    graph = describe_graph("here", definitions.resolve_asset_graph())
    shop.write({"models/mart/mrt__people.sql": "select 1 as customer_id"})
    ran = shop.run(definitions=definitions)
    assert "the dbt project changed since this process loaded it" in ran.message
    assert ran.made == set()
    records, now = read_records(shop.instance, graph), time.time()
    during = failed_attempts(shop.instance, graph, records, now)
    assert during.problems == ()
    assert during.unclear == {f"failed:{key}" for key in EVERYTHING}
    after = failed_attempts(shop.instance, graph, records, now + 180)
    assert {problem.subject for problem in after.problems} == EVERYTHING


def test_failures_in_the_middle_are_said_by_name_file_and_reason(shop) -> None:
    shop.load()
    files = {
        "models/mart/mrt__people.sql": "select cast('x' as integer) as customer_id",
        "models/mart/mrt__sales.sql": "{{ config(alias='sales', contract={'enforced': true}) }}"
        "select 'one' as customer_id, {{ usd('sum(cents)') }} as usd "
        "from {{ ref('int__paid') }} group by 1",
        "models/mart/mart.yml": (shop.folder / "models/mart/mart.yml")
        .read_text()
        .replace("unit_tests:\n  - name: cents_become_dollars", "unit_tests:\n  - name: typed")
        .replace("{customer_id: 1, usd: 3.00}", "{usd: 3.00}"),
    }
    shop.write(files)
    ran = shop.run()
    assert not ran.success
    assert ran.made == {"base/base__orders", "base/base__customers", "base/base__regions"}
    failed = ran.failure["failed"]
    assert any(
        line.startswith("mart.mrt__people could not be built: Conversion Error: Could not convert")
        for line in failed
    )
    assert (
        "mart.sales breaks its contract: customer_id: data type mismatch "
        "(is VARCHAR, contract INTEGER)" in failed
    )
    assert "mart.mrt__ranking because of mart.sales" in ran.failure["skipped"]
    assert "mart.mrt__log because of mart.mrt__people" in ran.failure["skipped"]
    assert "  where: transform/models/mart/mrt__" in ran.message
    assert ran.checks["mart/sales:typed"].passed
    cause = "because of mart.mrt__people, mart.sales"
    assert f"check every_buyer_is_known of mart.mrt__people {cause}" in ran.failure["skipped"]


def test_a_failing_unit_test_is_a_check_with_its_difference(shop) -> None:
    shop.load()
    mart = (shop.folder / "models/mart/mart.yml").read_text()
    shop.write({"models/mart/mart.yml": mart.replace("usd: 3.00", "usd: 99.00")})
    ran = shop.run()
    assert not ran.success
    check = ran.checks["mart/sales:cents_become_dollars"]
    assert (check.passed, check.severity) == (False, dg.AssetCheckSeverity.ERROR)
    assert "99.00" in check.metadata["message"].value
    assert "3.00" in check.metadata["message"].value
    assert ran.made == EVERYTHING - {"mart/sales", "mart/mrt__ranking"}
    cause = "because of check cents_become_dollars of mart.sales"
    assert f"mart.mrt__ranking {cause}" in ran.failure["skipped"]
    assert "the check's query returns" not in ran.message, "it has no rows to be looked at"
    assert "correct the model, or what the test expects" in ran.message


def test_parts_are_run_exactly_and_full_refresh_starts_anew(shop) -> None:
    shop.load()
    with open_warehouse().session("test") as session:
        session.replace_table(("base", "base__orders"), "select * from raw.orders")
        session.replace_table(("mart", "mrt__people"), "select 1 as customer_id")
        session.replace_table(("mart", "mrt__log"), "select unnest([5, 6, 7]) as people")
    ran = shop.run("mart/mrt__log")
    assert (ran.success, ran.made, set(ran.checks)) == (True, {"mart/mrt__log"}, set())
    assert ran.facts["mart/mrt__log"]["dagster/row_count"] == 4
    ran = shop.run("mart/mrt__log", tags={"weir/full_refresh": "true"})
    assert ran.facts["mart/mrt__log"]["dagster/row_count"] == 1
    alone = ["mart/sales:cents_become_dollars", "raw/orders:not_null_order_id"]
    ran = shop.run(checks=alone)
    assert (ran.success, ran.made, set(ran.checks)) == (True, set(), set(alone))


def test_changed_code_of_an_incremental_model_meets_all_rows_not_only_new_ones(shop) -> None:
    shop.load()
    with open_warehouse().session("test") as session:
        session.replace_table(("mart", "mrt__people"), "select 1 as customer_id")

    def rows() -> int:
        return shop.run("mart/mrt__log").facts["mart/mrt__log"]["dagster/row_count"]

    assert [rows(), rows()] == [1, 2]
    path = shop.folder / "models/mart/mrt__log.sql"
    shop.write({"models/mart/mrt__log.sql": "-- a remark\n" + path.read_text()})
    assert rows() == 3
    shop.write({"models/mart/mrt__log.sql": path.read_text().replace("select", "select 0 +", 1)})
    assert [rows(), rows()] == [1, 2]


def test_a_seed_with_a_new_column_is_made_anew_with_its_rows(shop) -> None:
    """Dbt alone empties the old table, and can't fit the new file into its columns."""
    assert shop.run("base/base__regions").success
    shop.write({"seeds/base__regions.csv": "region,name,size\n1,north,10\n2,south,20\n"})
    ran = shop.run("base/base__regions")
    assert ran.success, ran.message
    assert shop.rows("select region, name, size from base.base__regions order by 1") == [
        (1, "north", 10),
        (2, "south", 20),
    ]


def test_a_unit_test_of_a_model_that_is_not_built_runs_beside_a_build(shop) -> None:
    translation = shop.translation()
    assets = {translation.assets["model.shop.mrt__people"].key}
    checks = {
        spec.key
        for spec in translation.checks.values()
        if spec.name in ("cents_become_dollars", "unique_customer_id")
    }
    build, test = select(translation, assets, checks, {}).commands(full_refresh=False)
    assert build.name == "build"
    assert {u.split(".")[2] for u in build.select or ()} == {
        "mrt__people",
        "unique_mrt__people_customer_id",
    }
    assert (test.name, test.select) == (
        "test",
        ["unit_test.shop.mrt__sales.cents_become_dollars"],
    )


def test_what_a_failing_check_upstream_holds_back_is_left_out_and_named(shop) -> None:
    shop.load()

    @dg.asset(
        key=["raw", "orders"],
        check_specs=[dg.AssetCheckSpec("complete", asset=["raw", "orders"], blocking=True)],
    )
    def orders():
        yield dg.MaterializeResult()
        yield dg.AssetCheckResult(passed=False)

    definitions = shop.definitions(orders)
    graph = describe_graph("here", definitions.resolve_asset_graph())
    (shop.root / ".weir/graph.json").write_text(json.dumps(to_document(graph)))
    assert not shop.run("raw/orders", definitions=definitions).success
    ran = shop.run(*EVERYTHING, definitions=definitions)
    assert not ran.success
    assert ran.made == {
        "base/base__customers",
        "base/base__regions",
        "mart/mrt__people",
        "mart/mrt__log",
    }
    assert {line.split(":")[0] for line in ran.failure["withheld"]} == {
        "base.base__orders",
        "mart.sales",
        "mart.mrt__ranking",
    }
    assert "check complete of raw/orders failed" in ran.failure["withheld"][0]


def test_a_project_changed_since_it_was_loaded_is_not_built(shop) -> None:
    """The stock integration reports success for a model that was deleted meanwhile."""
    shop.load()
    definitions = shop.definitions()
    (shop.folder / "models/mart/mrt__log.sql").unlink()
    shop.write({"models/mart/mrt__new.sql": "select 1 as one"})
    ran = shop.run(definitions=definitions)
    assert not ran.success
    assert ran.made == set()
    assert "models/mart/mrt__new.sql (added), models/mart/mrt__log.sql (removed)" in ran.message
    assert "fix:   reload the code location" in ran.message


def test_a_selection_of_nothing_is_an_error(shop) -> None:
    from weir.errors import WeirError

    with pytest.raises(WeirError, match="nothing is selected for dbt to do"):
        select(shop.translation(), set(), set(), {}).verify()


def test_a_warehouse_in_other_hands_is_said_with_the_process(shop, monkeypatch) -> None:
    import subprocess
    import sys

    from weir.warehouse import duckdb as engine

    shop.load()
    monkeypatch.setattr(engine, "ORPHAN_WAIT", 0.5)
    path = shop.root / ".weir/live/warehouse.duckdb"
    code = f"import duckdb,sys; c=duckdb.connect({str(path)!r}); print('open',flush=True); input()"
    other = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "open\n"
    try:
        ran = shop.run()
    finally:
        other.communicate("\n")
    assert not ran.success
    assert f"process {other.pid} has the warehouse open" in ran.message.splitlines()[0]
