"""What is recorded beside a table: what a person who looks at the asset asks for next."""

import shlex
from pathlib import Path

import dagster as dg
from click.testing import CliRunner

from weir.cli.sql import command as weir_sql


def made(shop) -> dict[str, dict]:
    """Metadata of each table's last materialization, as Dagster holds it."""
    keys = [spec.key for spec in shop.translation().assets.values()]
    events = {key: shop.instance.get_latest_materialization_event(key) for key in keys}
    return {
        key.to_user_string(): event.asset_materialization.metadata for key, event in events.items()
    }


def pasted(text: str) -> str:
    """What the shell would make of a printed command, and what it answers."""
    words = shlex.split(text)
    assert words[:2] == ["weir", "sql"]
    arguments = [
        Path(w.removeprefix("$(cat ").removesuffix(")")).read_text() if w.startswith("$(") else w
        for w in words[2:]
    ]
    answer = CliRunner().invoke(weir_sql, [*arguments, "--format", "csv"])
    assert answer.exception is None, answer.exception
    return answer.output


def test_rows_seconds_sql_and_the_columns_origins_are_recorded(shop) -> None:
    shop.load()
    assert shop.run().success
    facts = made(shop)
    sales = facts["mart/sales"]
    assert sales["dagster/row_count"].value == 2
    assert sales["seconds"].value > 0
    assert "sum(cents)" in Path(sales["sql"].value).read_text()
    deps = sales["dagster/column_lineage"].column_lineage.deps_by_column
    orders = dg.AssetKey(["base", "base__orders"])
    assert deps == {
        "customer_id": [dg.TableColumnDep(orders, "customer_id")],
        "usd": [dg.TableColumnDep(orders, "cents")],
    }, "through the ephemeral int__paid"
    everything = {key for key, one in facts.items() if "dagster/column_lineage" in one}
    assert everything == facts.keys(), "seeds too: their columns come from none"
    specs = {s.key.to_user_string(): s for s in shop.translation().assets.values()}
    typed = specs["mart/sales"].metadata["dagster/column_schema"].columns
    assert [(c.name, c.type) for c in typed] == [
        ("customer_id", "integer"),
        ("usd", "decimal(18,2)"),
    ]


def test_the_rows_of_a_failing_test_are_one_command_away(shop) -> None:
    """Without `store_failures` the test's query is asked again."""
    shop.load(orders="select null::integer as order_id, 1 as customer_id, 100 as cents")
    ran = shop.run()
    check = ran.checks["raw/orders:not_null_order_id"]
    command = check.metadata["show_failing_rows"].value
    assert command in ran.message
    assert pasted(command).splitlines() == ["order_id", '""'], "the one row, without an id"
    passed = ran.checks["mart/mrt__people:unique_customer_id"]
    assert "show_failing_rows" not in passed.metadata


def test_each_of_several_failing_tests_has_its_command_in_the_runs_error(shop) -> None:
    shop.load(
        orders="select null::integer as order_id, 1 as customer_id, 100 as cents",
        customers="select unnest([1, 1]) as customer_id",
    )
    ran = shop.run()
    failed = [name for name, check in ran.checks.items() if not check.passed]
    commands = [ran.checks[name].metadata["show_failing_rows"].value for name in failed]
    assert len(set(commands)) == len(failed) > 1
    lines = [line for line in ran.message.splitlines() if "weir sql" in line]
    assert sorted(line.partition("returns: ")[2] for line in lines) == sorted(commands)


def test_stored_failures_are_read_from_their_table(shop) -> None:
    settings = (shop.folder / "dbt_project.yml").read_text()
    shop.write(
        {"dbt_project.yml": f"{settings}\ndata_tests: {{shop: {{+store_failures: true}}}}\n"}
    )
    shop.load(orders="select null::integer as order_id, 1 as customer_id, 100 as cents")
    ran = shop.run()
    command = ran.checks["raw/orders:not_null_order_id"].metadata["show_failing_rows"].value
    assert command == (
        "weir sql --unpublished -c "
        "'select * from dbt_test__audit.source_not_null_till_receipts_order_id'"
    )
    assert pasted(command).splitlines()[1:] == [",1,100"]
