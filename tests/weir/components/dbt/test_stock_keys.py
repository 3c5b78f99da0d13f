"""A team that already runs dagster-dbt keeps its history: its keys stay, and all else is right."""

import json
import sys
from typing import Any

import dagster as dg
import pytest
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, dbt_assets
from tests.weir.components.dbt.conftest import component

from weir.components.dbt import __main__ as command
from weir.components.dbt.keys import is_table, stock_key
from weir.gate import held_back
from weir.graph.build import merge
from weir.graph.describe import describe
from weir.graph.model import Graph
from weir.lineage.build import ask
from weir.lineage.find import find
from weir.lineage.model import Lineage, Origin
from weir.plan.make import Situation, make_plan
from weir.plan.select import select
from weir.records import read_records
from weir.warehouse import open_warehouse

STOCK: dict[str, Any] = {"project": "transform", "keys": "stock"}
LIBRARY = {**STOCK, "external_sources": ["crm"], "unknown_meta": "warn"}


def own(place) -> dg.AssetsDefinition:
    """What dagster-dbt itself makes of the project."""
    manifest = json.loads((place.manifest().project.target / "manifest.json").read_text())
    settings = DagsterDbtTranslatorSettings(enable_source_tests_as_checks=True)

    @dbt_assets(manifest=manifest, dagster_dbt_translator=DagsterDbtTranslator(settings=settings))
    def stock(): ...

    return stock


def step(definitions: dg.Definitions) -> dg.AssetsDefinition:
    return next(a for a in definitions.assets or [] if isinstance(a, dg.AssetsDefinition))


def graph_of(definitions: dg.Definitions, *more: dg.AssetsDefinition) -> Graph:
    other = dg.Definitions(assets=more)
    return merge([describe("transformation", definitions), describe("serving", other)])


@pytest.mark.parametrize("name", ["corner_shop", "library"])
def test_each_key_is_the_one_that_the_integration_gives(moved_in, name) -> None:
    place = moved_in(name)
    manifest = place.manifest()
    nodes = [n for n in manifest.nodes.values() if is_table(n)] + [*manifest.sources.values()]
    assert len(nodes) > 5
    translator = DagsterDbtTranslator()
    for node in nodes:
        assert stock_key(node) == translator.get_asset_key(node), node["unique_id"]
    assert own(place).keys == step(component(LIBRARY if name == "library" else STOCK)).keys


def test_checks_keep_the_names_that_the_integration_gives(moved_in) -> None:
    place = moved_in("library")
    ours = {key.to_user_string() for key in step(component(LIBRARY)).check_keys}
    stock = {key.to_user_string() for key in own(place).check_keys}
    assert len(stock) == 8
    # dagster-dbt has no check for a unit test, and none for a test of several models.
    assert ours - stock == {
        "marts/fct_reading:days_are_added_up",
        "staging/stg_members:every_reader_is_a_member",
    }
    assert stock - ours == set()


def test_a_key_of_none_is_an_error_in_the_integration(moved_in) -> None:
    place = moved_in("corner_shop")
    manifest = json.loads((place.manifest().project.target / "manifest.json").read_text())

    class LeavesOut(DagsterDbtTranslator):
        def get_asset_key(self, dbt_resource_props: Any) -> Any:
            left_out = dbt_resource_props["name"] == "customers"
            return None if left_out else super().get_asset_key(dbt_resource_props)

    with pytest.raises(Exception, match=r"Unexpected type for AssetKey: .*NoneType"):
        dbt_assets(manifest=manifest, dagster_dbt_translator=LeavesOut())(lambda: None)
    narrowed = component({"project": "transform", "exclude": "customers"})
    assert dg.AssetKey(["analytics", "customers"]) not in step(narrowed).keys


@dg.asset(key=["dashboards", "sales"], deps=[dg.AssetKey(["analytics", "customers"])])
def dashboard() -> None: ...


def test_what_reads_tables_by_their_address_hangs_on_them(moved_in) -> None:
    moved_in("corner_shop")
    graph = graph_of(component(STOCK), dashboard)
    assert {k for k, a in graph.assets.items() if a.executable and a.location != "serving"} == {
        *("raw_orders", "raw_customers", "stg_orders", "stg_customers", "customers"),
        "shop/orders",
    }
    assert graph.parents("dashboards/sales") == ["customers"]
    assert graph.assets["customers"].deps == ("shop/orders", "stg_customers")
    check = next(c for c in graph.checks_of["shop/orders"] if c.name == "unique_orders_order_id")
    held = held_back(graph, {"shop/orders": check}, ["dashboards/sales"])
    assert "unique_orders_order_id of shop/orders failed" in held["dashboards/sales"]
    for word in ("analytics/orders", "analytics.orders", "orders", "shop/orders"):
        assert select(graph, [word.replace(".", "/")]) == {"shop/orders"}
    assert select(graph, ["+analytics/customers"]) == {
        *("raw_orders", "raw_customers", "stg_orders", "stg_customers", "customers"),
        "shop/orders",
    }


def test_columns_are_followed_from_an_address_to_the_source(moved_in) -> None:
    moved_in("corner_shop")
    graph = graph_of(component(STOCK), dashboard)
    lineage = Lineage(graph, ask(graph))
    assert lineage.up(Origin("analytics/customers", "spent")) == (Origin("customers", "spent"),)
    assert lineage.up(Origin("customers", "spent")) == (Origin("shop/orders", "amount"),)
    assert lineage.up(Origin("stg_orders", "amount")) == (Origin("raw_orders", "amount"),)
    assert find(lineage, "customers.spent") == Origin("customers", "spent")
    assert find(lineage, "orders") == Origin("shop/orders", "")


def test_a_run_records_the_old_keys_and_the_plan_finds_their_tables(moved_in) -> None:
    place = moved_in("corner_shop")
    definitions = component(STOCK)
    ran = place.run(definitions=definitions)
    assert ran.success, ran.message
    assert ran.made == {
        *("raw_orders", "raw_customers", "stg_orders", "stg_customers", "customers"),
        "shop/orders",
    }
    assert ran.facts["customers"]["dagster/row_count"] == 3
    assert ran.facts["customers"]["dagster/table_name"] == "analytics.customers"
    lineage = ran.facts["customers"]["dagster/column_lineage"].deps_by_column
    assert [str(d.asset_key.to_user_string()) for d in lineage["spent"]] == ["shop/orders"]
    assert ran.checks["customers:unique_customers_customer_id"].passed
    graph = graph_of(definitions)
    assert plan(place, graph) == {}
    with open_warehouse().session("test") as session:
        session.execute("drop table analytics.customers")
    assert plan(place, graph) == {"customers": "its table is missing"}


def plan(place, graph: Graph) -> dict[str, str]:
    with open_warehouse().session("test", read_only=True) as session:
        tables = frozenset("/".join(address) for address in session.tables())
    records = read_records(place.instance, graph)
    return dict(
        make_plan(Situation(graph, records, tables, open_warehouse().identity(), {})).assets
    )


def test_every_key_that_would_change_is_listed_before_anything_runs(
    moved_in, monkeypatch, capsys
) -> None:
    place = moved_in("library")
    monkeypatch.setattr(sys, "argv", ["python -m weir.components.dbt", "keys"])
    assert command.main() == 0
    printed = capsys.readouterr().out.splitlines()
    listed = {tuple(line.replace(" -> ", " ").split()) for line in printed[:-1]}
    assert ("asset", "marts/fct_reading", "analytics_marts/reading_by_book") in listed
    assert ("asset", "fct_loans_v1", "analytics_marts/fct_loans_v1") in listed
    assert ("source", "crm/members", "crm_export/member_export") in listed
    assert {before for kind, before, _ in listed if kind == "asset"} == {
        key.to_user_string() for key in own(place).keys
    }
    assert printed[-1] == (
        "12 of 12 assets, 1 of 1 sources, 10 of 10 checks have another key than dagster-dbt's; "
        "with `keys: stock` none"
    )
    assert not (place.root / ".weir" / "warehouse.duckdb").exists()
