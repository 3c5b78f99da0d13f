"""The demo's columns from the loader to what people see, without a run and without a warehouse."""

import json
from pathlib import Path

import pytest

from weir.components.dbt.keys import address
from weir.components.dbt.manifest import load
from weir.components.dbt.project import project
from weir.graph.build import load_graph
from weir.home import home
from weir.lineage.build import load_lineage
from weir.lineage.model import Lineage, Origin
from weir.lineage.tree import downstream, reached, upstream

pytestmark = pytest.mark.slow  # loads all locations, parses and renders the dbt project, fits


@pytest.fixture(scope="module")
def lineage(tmp_path_factory: pytest.TempPathFactory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WEIR_HOME", str(tmp_path_factory.mktemp("home") / ".weir"))
        for name in ("WEIR_ENV", "WEIR_DATASET_PREFIX", "WEIR_WAREHOUSE", "WEIR_GRAPH_PINNED"):
            patch.delenv(name, raising=False)
        yield load_lineage(load_graph())


def column(name: str) -> Origin:
    asset, _, named = name.partition(".")
    return Origin(asset, named)


def above(lineage: Lineage, name: str) -> set[str]:
    return {str(one) for one in reached(upstream(lineage, column(name)))}


def below(lineage: Lineage, name: str) -> set[str]:
    return {str(one) for one in reached(downstream(lineage, column(name)))}


def test_a_marts_column_is_made_of_exactly_these(lineage: Lineage) -> None:
    assert above(lineage, "mart/mrt__marketing__campaign_performance.spend") == {
        "int/int__google_ads__clicks.spend_cents",
        "base/base__google_ads__campaign_stats.spend",
        "google_ads/campaign_stats.cost_micros",
        "int/int__meta_ads__impressions.spend_cents",
        "base/base__facebook_ads__ad_stats.spend",
        "facebook_ads/basic_ad.spend",
        "int/int__fx__usd_rates.usd_per_unit",
        "base/base__ecb__rates.units_per_euro",
        "ecb/rates.rate",
    }


def test_a_loaders_column_reaches_dashboards_and_features(lineage: Lineage) -> None:
    found = below(lineage, "google_ads/campaign_stats.cost_micros")
    assert {
        "dashboards/marketing_finance.daily_spend.spend",
        "dashboards/marketing_finance.monthly_revenue.ad_spend",
        "mart/mrt__marketing__campaign_performance.spend",
        "dashboards/campaign_detail.campaign_performance.spend",
        "features/ftr__marketing__adstock.adstocked_spend_usd",
        "mart/mrt__marketing__channel_return.adstocked_spend_usd",
    } <= found
    assert not {one for one in found if one.startswith(("audiences/", "ml/"))}
    assert "dashboards/marketing_finance.monthly_revenue.net_revenue" not in found


def test_a_loaders_column_reaches_the_crm_through_a_model(lineage: Lineage) -> None:
    found = below(lineage, "loyalty/sends.sent_at")
    assert {
        "features/ftr__customer__fatigue.days_since_send",
        "ml/model_versions.model",
        "features/ftr__customer__churn.churn_probability",
        "mart/mrt__customer__audiences.churn_band",
        "audiences/win_back.weir_churn_band",
    } <= found
    assert "audiences/win_back.email" not in found
    assert above(lineage, "audiences/win_back.email") == {
        "mart/mrt__customer__audiences.email",
        "base/base__shop__households.email",
        "shop/households.email",
    }


def test_no_column_is_lost_in_silence(lineage: Lineage) -> None:
    assert [f"{one}: {why}" for one, why in lineage.untold()] == []
    sources = [key for key, asset in lineage.graph.assets.items() if not asset.deps]
    made = [key for key in lineage.graph.assets if key not in sources and lineage.columns(key)]
    assert len(made) == 47
    none = [
        f"{key}.{name}"
        for key in made
        for name in lineage.columns(key)
        if not lineage.up(Origin(key, name))
    ]
    # Constants and counts of rows: a column that loses its origin shows here.
    assert sorted(none) == CONSTANT


CONSTANT = [
    "dashboards/customer_health.audiences.members",
    "features/ftr__customer__rfm.frequency",
    "int/int__loyalty__events.event",
    "int/int__marketing__channel_days.channel",
    "int/int__shop__order_values.line_count",
    "int/int__shop__product_history.dbt_scd_id",
    "mart/mrt__customer__audiences.audience",
    "mart/mrt__finance__department_revenue.orders",
    "mart/mrt__finance__monthly_revenue.orders",
    "mart/mrt__marketing__campaign_performance.channel",
    "ml/model_versions.created_at",
    "ml/model_versions.feature_hash",
    "ml/model_versions.name",
]


def test_our_one_pass_agrees_with_sqlglots_own_lineage(lineage: Lineage) -> None:
    import sqlglot
    from sqlglot import exp
    from sqlglot import lineage as theirs
    from sqlglot.optimizer.qualify import qualify
    from sqlglot.optimizer.scope import build_scope

    manifest = load(project())
    texts = json.loads((home().dbt_target / "lineage" / "rendered.json").read_text())
    schema: dict[str, dict[str, dict[str, str]]] = {}
    for key in lineage.graph.assets:
        dataset, _, table = key.rpartition("/")
        if columns := lineage.columns(key):
            schema.setdefault(dataset, {})[table] = dict.fromkeys(columns, "unknown")
    compared = 0
    for unique_id, text in texts.items():
        tree = sqlglot.parse_one(text["sql"], read="duckdb")
        for table in tree.find_all(exp.Table):
            table.set("catalog", None)
        query = qualify(tree, schema=schema, dialect="duckdb", identify=False)
        scope = build_scope(query)
        key = "/".join(address(manifest, manifest.nodes[unique_id]))
        for name in query.named_selects:
            node = theirs.lineage(name, query, scope=scope, dialect="duckdb", copy=False)
            leaves = {
                f"{one.expression.db}/{one.expression.name}.{one.name.rsplit('.', 1)[-1]}"
                for one in node.walk()
                if not one.downstream and isinstance(one.expression, exp.Table)
            }
            ours = {str(one) for one in lineage.told[key].columns[name]}
            assert ours == {leaf.replace('"', "") for leaf in leaves}, f"{key}.{name}"
            compared += 1
    assert compared > 200


def test_nothing_was_executed_and_no_warehouse_opened(lineage: Lineage) -> None:
    assert lineage.told
    assert not Path(home().warehouse).exists()
