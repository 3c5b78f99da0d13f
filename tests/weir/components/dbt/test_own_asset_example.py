"""docs/examples/own_asset.py: copied by every team, it must keep to the gates and to its table."""

import json

import dagster as dg
from tests.weir.components.dbt.conftest import example

from weir.graph.describe import describe_graph
from weir.graph.document import to_document

KEY = dg.AssetKey(["features", "ftr__sales__by_customer"])


def test_the_example_makes_its_table_and_stops_at_a_closed_gate(shop) -> None:
    own = example("own_asset").sales_by_customer
    assert own.automation_conditions_by_key[KEY] is not None
    definitions = shop.definitions(own)
    graph = describe_graph("here", definitions.resolve_asset_graph())
    shop.load()
    assert shop.run().success
    (shop.root / ".weir/graph.json").write_text(json.dumps(to_document(graph)))
    ran = shop.run(KEY.to_user_string(), definitions=definitions)
    assert ran.success, ran.message
    assert ran.facts[KEY.to_user_string()]["dagster/row_count"] == 2
    assert ran.checks[f"{KEY.to_user_string()}:has_revenue"].passed
    assert shop.rows("select sum(usd) from features.ftr__sales__by_customer") == [(7,)]

    shop.load(orders="select null::integer as order_id, 1 as customer_id, 100 as cents")
    assert not shop.run().success
    held = shop.run(KEY.to_user_string(), definitions=definitions)
    assert not held.success
    assert "check not_null_order_id of raw/orders failed" in held.message
    assert shop.rows("select sum(usd) from features.ftr__sales__by_customer") == [(7,)]
