"""What is not selected and is missing here is read from another environment, and nothing else."""

import json
import shutil
from pathlib import Path

import dagster as dg
import pytest

from weir.components.dbt.invocation import DEFER
from weir.components.dbt.manifest import prepare
from weir.components.dbt.project import project
from weir.graph.describe import describe_graph
from weir.graph.document import to_document
from weir.warehouse import open_warehouse


@pytest.fixture
def there(shop) -> Path:
    """Another state folder in which everything was made and published; here is nothing."""
    shop.load()
    ran = shop.run()
    assert ran.success, ran.message
    assert open_warehouse().publish()
    state = shop.root.parent / "there"
    shutil.rmtree(state, ignore_errors=True)
    shutil.copytree(shop.root / ".weir", state)
    open_warehouse().path.unlink()
    return state / "dbt"


def deferred(shop, *keys: str, to: Path, **how):
    return shop.run(*keys, tags={DEFER: str(to)}, **how)


def here(shop) -> set[str]:
    with open_warehouse().session("test") as session:
        return {".".join(t) for t in session.tables()} - {"ops.weir_identity"}


def test_only_what_is_selected_is_built_from_the_other_environments_tables(shop, there) -> None:
    with dg.DagsterInstance.ephemeral() as anew:
        shop.instance = anew
        ran = deferred(shop, "mart/sales", to=there)
    assert ran.success, ran.message
    assert ran.made == {"mart/sales"}
    assert shop.rows("select * from mart.sales order by 1") == [(1, 3), (2, 4)]
    # base__orders is a view over there: it has read the tables of its own environment.
    assert here(shop) == {"mart.sales", "deferred.base__base__orders"}
    assert {name: check.passed for name, check in ran.checks.items()} == {
        "mart/sales:cents_become_dollars": True,
        "mart/sales:dbt_utils_like_usd": True,
        "mart/sales:not_null_usd": True,
    }


def test_a_source_is_read_from_there_as_well(shop, there) -> None:
    ran = deferred(shop, "base/base__customers", to=there)
    assert ran.success, ran.message
    assert shop.rows("select count(*) from base.base__customers") == [(2,)]


def test_what_is_here_is_read_here(shop, there) -> None:
    shop.load(orders="select 1 as order_id, 1 as customer_id, 900 as cents")
    assert shop.run("base/base__orders", "base/base__customers").success
    ran = deferred(shop, "mart/sales", to=there)
    assert ran.success, ran.message
    assert shop.rows("select * from mart.sales") == [(1, 9)]
    assert not [t for t in here(shop) if t.startswith("deferred.base")]


def test_a_table_that_is_nowhere_fails_by_its_name(shop, there) -> None:
    shop.write({"models/mart/mrt__late.sql": "select * from {{ ref('mrt__new') }}",
                "models/mart/mrt__new.sql": "select 1 as one"})  # fmt: skip
    ran = deferred(shop, "mart/mrt__late", to=there)
    assert not ran.success
    assert "mrt__new" in ran.message


def test_this_environment_itself_is_no_other_one(shop, there) -> None:
    ran = deferred(shop, "mart/sales", to=shop.root / ".weir" / "dbt")
    assert not ran.success
    assert "base.base__orders can't be read from there" in ran.message
    assert "it is the environment that this run writes to" in ran.message


def test_datasets_with_another_prefix_are_read_where_they_are(shop, monkeypatch) -> None:
    """As on BigQuery: one project, a preview's datasets beside production's."""
    shop.load()
    assert shop.run().success
    kept = shop.root.parent / "production"
    shutil.rmtree(kept, ignore_errors=True)
    shutil.copytree(shop.root / ".weir" / "dbt", kept / "dbt")
    monkeypatch.setenv("WEIR_DATASET_PREFIX", "pr_1_")
    monkeypatch.setenv("WEIR_ENV", "preview")
    monkeypatch.setenv("WEIR_WAREHOUSE", "duckdb")
    shop.write({"models/mart/mrt__people.sql": "select customer_id, 10 as tens "
                "from {{ ref('base__customers') }}"})  # fmt: skip
    prepare(project(shop.folder))
    graph = describe_graph("here", shop.definitions().resolve_asset_graph())
    (shop.root / ".weir/graph.json").write_text(json.dumps(to_document(graph)))
    with dg.DagsterInstance.ephemeral() as anew:
        shop.instance = anew
        ran = deferred(shop, "mart/mrt__people", to=kept / "dbt")
    assert ran.success, ran.message
    assert shop.rows("select * from pr_1_mart.mrt__people order by 1") == [(1, 10), (2, 10)]
    assert shop.rows("select * from mart.mrt__people order by 1") == [(1,), (2,)]
    assert here(shop) == {"mart.mrt__people"}
