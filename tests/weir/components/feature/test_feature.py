"""A feature: what is declared is what is read and what is made, or nothing is replaced."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from tests.weir.components.feature.toy import Location, failure

from weir import gate
from weir.errors import WeirError

KEY = dg.AssetKey(["features", "ftr__customer__totals"])
TABLE = "features.ftr__customer__totals"


def checks(result: dg.ExecuteInProcessResult) -> dict[str, bool]:
    return {e.asset_check_key.name: e.passed for e in result.get_asset_check_evaluations()}


def test_the_table_has_exactly_the_declared_columns_and_types(totals: Location) -> None:
    result = totals.run("totals")
    assert result.success
    assert totals.sql(f"from {TABLE} order by 1") == [(1, 750), (2, 100)]
    with totals.warehouse.session("test") as session:
        assert session.columns("features")["ftr__customer__totals"] == [
            ("household_id", "BIGINT"),
            ("total_cents", "BIGINT"),
        ]
    (event,) = result.get_asset_materialization_events()
    metadata = event.materialization.metadata
    assert metadata["dagster/row_count"].value == 2
    assert metadata["dagster/table_name"].value == "features.ftr__customer__totals"
    assert metadata["weir/warehouse"].value == totals.warehouse.identity()
    assert checks(result) == {"not_empty": True, "primary_key": True}


def test_the_asset_says_what_the_graph_reads_of_it(totals: Location) -> None:
    asset = totals.spec("totals")
    assert asset.key == KEY
    assert [dep.asset_key.path for dep in asset.deps] == [["int", "orders"]]
    assert asset.owners == ["team:ml"]
    schema = asset.metadata["dagster/column_schema"]
    assert [column.name for column in schema.columns] == ["household_id", "total_cents"]
    definition: Any = next(iter(totals.definitions("totals").assets or []))
    assert definition.op.pool == "warehouse"
    assert all(spec.blocking for spec in definition.check_specs)


def test_a_promise_of_freshness_is_no_change_of_the_code(totals: Location) -> None:
    before = totals.spec("totals")
    declared = totals.defs / "totals" / "defs.yaml"
    declared.write_text(declared.read_text() + "  freshness: {fail_window: 6h, of: data}\n")
    asset = totals.spec("totals")
    assert asset.freshness_policy == dg.FreshnessPolicy.time_window(timedelta(hours=6))
    assert asset.metadata["weir/freshness_of"] == "data"
    assert asset.code_version == before.code_version


def test_a_comment_is_no_change_and_an_expression_is(totals: Location) -> None:
    def code() -> str:
        asset = totals.spec("totals")
        return str(asset.code_version)

    before = code()
    file = totals.defs / "totals" / "feature.py"
    file.write_text(file.read_text().replace('"""Totals."""', '"""Sums."""  # of all orders'))
    assert code() == before
    declared = totals.defs / "totals" / "defs.yaml"
    declared.write_text(declared.read_text().replace("the customer", "who bought"))
    assert code() == before, "a description decides no row"
    file.write_text(file.read_text().replace("net_cents.sum()", "net_cents.max()"))
    assert code() != before


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ("net_cent bigint", "int/orders has no column 'net_cents'; did you mean 'net_cent'?"),
        ("net_cents varchar", "int/orders.net_cents is VARCHAR, declared is BIGINT"),
        ("net_cents decimal(18, 2)", "int/orders.net_cents is DECIMAL(18,2), declared is BIGINT"),
    ],
)
def test_an_input_that_breaks_its_contract_fails_before_anything_is_replaced(
    column: str, message: str, totals: Location
) -> None:
    assert totals.run("totals").success
    totals.sql(
        "drop table int.orders",
        f"create table int.orders (household_id bigint, {column})",
        "select 1",
    )
    result = totals.run("totals")
    assert not result.success
    assert message in failure(result)
    assert "defs.yaml, inputs.orders" in failure(result)
    assert totals.sql(f"select sum(total_cents) from {TABLE}") == [(850,)]


def test_an_input_that_is_not_there_is_named(totals: Location) -> None:
    totals.sql("drop table int.orders", "select 1")
    assert "the input int/orders is not in the warehouse" in failure(totals.run("totals"))


def test_a_query_that_fails_leaves_the_old_table(totals: Location) -> None:
    assert totals.run("totals").success
    totals.sql(
        "insert into int.orders values (3, 9223372036854775807), (3, 9223372036854775807)",
        "select 1",
    )
    result = totals.run("totals")
    assert not result.success, "the sum does not fit the declared type"
    assert totals.sql(f"select sum(total_cents) from {TABLE}") == [(850,)]


@pytest.mark.parametrize(
    ("returned", "message"),
    [
        ("orders.select('household_id')", "it lacks total_cents"),
        (
            "orders.mutate(total_cents=orders.net_cents)",
            "it has net_cents beyond them",
        ),
        (
            "orders.select('household_id', total_cents=orders.net_cents / 2)",
            "makes total_cents a float64, declared is BIGINT",
        ),
        ("orders.select('household_id', total_cents=orders.missing)", "declare the column"),
    ],
)
def test_a_function_that_returns_something_else_is_refused(
    returned: str, message: str, totals: Location
) -> None:
    totals.write("totals", {"feature.py": f"def totals(orders):\n    return {returned}\n"})
    text = failure(totals.run("totals"))
    assert message in text
    assert ("features", "ftr__customer__totals") not in _tables(totals)


def test_an_empty_output_fails_a_blocking_check(totals: Location) -> None:
    totals.sql("delete from int.orders", "select 1")
    result = totals.run("totals")
    assert checks(result) == {"not_empty": False, "primary_key": True}
    assert not result.success


def test_an_empty_output_that_is_allowed_has_no_such_check(totals: Location) -> None:
    totals.sql("delete from int.orders", "select 1")
    declared = totals.defs / "totals" / "defs.yaml"
    declared.write_text(declared.read_text() + "  allow_empty: true\n")
    result = totals.run("totals")
    assert result.success
    assert checks(result) == {"primary_key": True}
    asset = totals.spec("totals")
    assert asset.metadata["weir/allow_empty"] is True


def test_doubled_and_missing_keys_are_named(totals: Location) -> None:
    totals.write(
        "totals",
        {
            "feature.py": "def totals(orders):\n"
            "    return orders.select('household_id', total_cents=orders.net_cents)\n"
        },
    )
    totals.sql("insert into int.orders values (null, 1)", "select 1")
    result = totals.run("totals")
    assert not result.success
    (found,) = [
        e for e in result.get_asset_check_evaluations() if e.asset_check_key.name == "primary_key"
    ]
    assert found.metadata["failing_keys"].value == 2
    assert found.metadata["sample"].value == [
        {"household_id": "1", "rows": "2"},
        {"household_id": "None", "rows": "1"},
    ]


def test_checks_run_without_their_asset(totals: Location) -> None:
    assert totals.run("totals").success
    totals.sql(f"insert into {TABLE} values (1, 0)", "select 1")
    result = totals.run("totals", checks_only=True)
    assert checks(result) == {"not_empty": True, "primary_key": False}
    assert result.get_asset_materialization_events() == []
    assert totals.sql(f"select count(*) from {TABLE}") == [(3,)], "the table was not touched"
    fingerprints = {
        spec.name: spec.metadata["weir/fingerprint"]
        for asset in totals.definitions("totals").assets or []
        for spec in _check_specs(asset)
    }
    for event in result.get_asset_check_evaluations():
        found = event.metadata["weir/fingerprint"].value
        assert found == fingerprints[event.asset_check_key.name]


def test_a_check_of_a_table_that_is_not_there_says_so(totals: Location) -> None:
    text = failure(totals.run("totals", checks_only=True))
    assert "there is no table features.ftr__customer__totals to check" in text


def test_an_unknown_key_is_answered_with_file_line_and_suggestion(totals: Location) -> None:
    file = totals.defs / "totals" / "defs.yaml"
    file.write_text(file.read_text().replace("primary_key:", "primary_keys:"))
    line = file.read_text().splitlines().index("  primary_keys: [household_id]") + 1
    text = totals.refusal("totals")
    assert "unknown key 'primary_keys'; did you mean 'primary_key'?" in text
    assert f"{file}:{line}" in text


def test_an_unknown_key_deep_inside_is_answered_too(totals: Location) -> None:
    file = totals.defs / "totals" / "defs.yaml"
    file.write_text(file.read_text().replace("columns:", "colums:", 1))
    line = file.read_text().splitlines().index("      colums:") + 1
    text = totals.refusal("totals")
    assert f"attributes.inputs.orders.colums at {file}:{line}" in text
    assert "did you mean 'columns'?" in text


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("type: BIGINT, description: net", "type: BIGNIT, description: net", "'BIGINT'"),
        ("table: int/orders", "table: orders", "should match pattern"),
        ("[household_id]", "[customer]", "primary_key names customer, no column"),
    ],
)
def test_a_wrong_value_is_answered_with_its_line(
    old: str, new: str, message: str, totals: Location
) -> None:
    file = totals.defs / "totals" / "defs.yaml"
    file.write_text(file.read_text().replace(old, new))
    text = totals.refusal("totals")
    assert message in text
    assert f"{file}:" in text


def test_a_function_that_is_not_there_fails_at_load(totals: Location) -> None:
    file = totals.defs / "totals" / "defs.yaml"
    file.write_text(file.read_text().replace(".feature:totals", ".feature:total"))
    with pytest.raises(WeirError, match="total"):
        totals.definitions("totals")


def test_attributes_may_not_be_left_out(totals: Location) -> None:
    file = totals.write("totals", {"defs.yaml": "type: weir.components.feature.Feature\n"})
    text = totals.refusal("totals")
    assert "Feature has no attributes" in text
    assert str(file) in text


def test_a_preview_reads_and_writes_its_own_datasets(
    totals: Location, monkeypatch: pytest.MonkeyPatch
) -> None:
    from weir.components.reference import find
    from weir.environment import Environment, Name
    from weir.warehouse.bigquery import BigQueryWarehouse

    feature = totals.component("totals")
    warehouse = BigQueryWarehouse(
        Environment(Name.PREVIEW, totals.warehouse.home, "bigquery", "pr_7_")
    )
    reference = find(feature.feature, totals.context("totals"))
    assert "`pr_7_int`.`orders`" in feature.select(reference, warehouse, None, "x")


def _tables(location: Location) -> set[tuple[str, str]]:
    with location.warehouse.session("test") as session:
        return session.tables()


def _check_specs(asset: Any) -> list[dg.AssetCheckSpec]:
    return list(asset.check_specs)


def test_the_lease_names_the_step_to_those_who_wait(totals: Location, tmp_path: Path) -> None:
    seen: list[str] = []
    totals.write(
        "totals",
        {
            "feature.py": "import json\n"
            "def totals(orders):\n"
            f"    text = open({str(totals.warehouse.path.with_suffix('.lock'))!r}).read()\n"
            f"    open({str(tmp_path / 'holder')!r}, 'w').write(text)\n"
            "    return orders.group_by('household_id')"
            ".agg(total_cents=orders.net_cents.sum())\n"
        },
    )
    result = totals.run("totals")
    assert result.success, seen
    holder = (tmp_path / "holder").read_text()
    assert f"run {result.run_id[:8]} step features__ftr__customer__totals" in holder


def test_what_the_gate_holds_back_is_not_made(
    totals: Location, monkeypatch: pytest.MonkeyPatch
) -> None:
    reason = "check sound of int/orders failed (owner: team:load)"
    monkeypatch.setattr(gate, "withheld", lambda context: {KEY: reason})
    text = failure(totals.run("totals"))
    assert f"held back. features/ftr__customer__totals: {reason}" in text
    assert ("features", "ftr__customer__totals") not in _tables(totals)
