"""What an asset's page shows for people: its file, its metrics, dbt's documentation."""

import re
import subprocess
import sys
import warnings
from pathlib import Path

import dagster as dg
import pytest
from dagster.components.testing.utils import component_defs

from weir.code_links import linked
from weir.components.dbt import DbtProject
from weir.components.dbt.docs import write
from weir.components.dbt.project import project
from weir.components.dbt.translation import translate
from weir.errors import WeirError

SEMANTIC = """
semantic_models:
  - name: sales
    model: ref('mrt__sales')
    defaults: {agg_time_dimension: sold_on}
    entities: [{name: customer, type: primary, expr: customer_id}]
    dimensions:
      - {name: sold_on, type: time, type_params: {time_granularity: day}}
      - {name: region, type: categorical}
    measures:
      - {name: revenue, agg: sum, expr: usd}
      - {name: buyers, agg: count_distinct, expr: customer_id}
metrics:
  - name: revenue
    label: Revenue
    description: What buyers paid.
    type: simple
    type_params: {measure: revenue}
  - name: revenue_north
    label: Revenue in the north
    type: simple
    type_params: {measure: revenue}
    filter: "{{ Dimension('customer__region') }} = 'north'"
  - name: revenue_per_buyer
    label: Revenue per buyer
    type: ratio
    type_params: {numerator: revenue, denominator: buying}
  - name: buying
    label: Buyers
    type: simple
    type_params: {measure: buyers}
  - name: revenue_cents
    label: In cents
    type: derived
    type_params: {expr: revenue * 100, metrics: [revenue]}
  - name: revenue_of_a_week
    label: The last seven days
    type: cumulative
    type_params: {measure: revenue, cumulative_type_params: {window: 7 days}}
models:
  - name: days
    time_spine: {standard_granularity_column: day}
    columns: [{name: day, granularity: day}]
"""


def specs(translation) -> dict[str, dg.AssetSpec]:
    return {spec.key.to_user_string(): spec for spec in translation.assets.values()}


def references(spec: dg.AssetSpec) -> list:
    return spec.metadata["dagster/code_references"].code_references


def test_metrics_stand_at_the_table_that_they_are_made_of(shop) -> None:
    shop.write({
        "models/semantic.yml": SEMANTIC,
        "models/mart/days.sql": "select date '2020-01-01' as day",
    })  # fmt: skip
    found = specs(shop.translation())
    rows = [record.data for record in found["mart/sales"].metadata["metrics"].records]
    assert [(row["metric"], row["type"], row["expression"]) for row in rows] == [
        ("buying", "simple", "count_distinct(customer_id)"),
        ("revenue", "simple", "sum(usd)"),
        ("revenue_cents", "derived", "revenue * 100"),
        ("revenue_north", "simple", "sum(usd) where {{ Dimension('customer__region') }} = 'north'"),
        ("revenue_of_a_week", "cumulative", "sum(usd) over 7 day"),
        ("revenue_per_buyer", "ratio", "revenue / buying"),
    ]
    assert rows[1]["description"] == "What buyers paid."
    assert rows[3]["description"] == "Revenue in the north", "its label, where nothing describes it"
    assert [key for key, spec in found.items() if "metrics" in spec.metadata] == ["mart/sales"]


def test_each_model_leads_to_its_file_and_a_snapshot_in_yaml_to_its_line(shop) -> None:
    shop.write({
        "snapshots/both.yml": """
snapshots:
  - name: other_history
    relation: ref('base__customers')
    config: {schema: snaps, unique_key: customer_id, strategy: check, check_cols: all}
  - name: customer_history
    relation: ref('base__customers')
    config: {schema: snaps, unique_key: customer_id, strategy: check, check_cols: all}
""",
    })  # fmt: skip
    found = specs(shop.translation())
    assert len(found) == 9
    for key, spec in found.items():
        (one,) = references(spec)
        lines = Path(one.file_path).read_text().splitlines()
        assert 1 <= one.line_number <= len(lines), key
    (sales,) = references(found["mart/sales"])
    assert sales.file_path == str(shop.folder / "models/mart/mrt__sales.sql")
    (history,) = references(found["snaps/customer_history"])
    assert history.line_number == 6
    assert history.file_path == str(shop.folder / "snapshots/both.yml")


def test_loading_warns_of_nothing(shop) -> None:
    manifest = shop.manifest()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(translate(manifest).assets) == 7


def test_a_deployment_leads_to_the_repository_instead(shop, monkeypatch) -> None:
    definitions = shop.definitions()
    assert linked(definitions) is definitions, "no repository is named"
    monkeypatch.setenv("WEIR_GIT_URL", "https://github.com/acme/platform")
    monkeypatch.setenv("WEIR_GIT_REVISION", "4f2c")
    graph = linked(definitions).resolve_asset_graph()
    (sales,) = (
        graph.get(dg.AssetKey(["mart", "sales"]))
        .metadata["dagster/code_references"]
        .code_references
    )
    assert sales.url == (
        "https://github.com/acme/platform/tree/4f2c/transform/models/mart/mrt__sales.sql#L1"
    )


def test_a_repository_that_nobody_can_link_to_is_refused(shop, monkeypatch) -> None:
    monkeypatch.setenv("WEIR_GIT_URL", "https://forge.acme.dev/platform")
    with pytest.raises(WeirError, match="no links can be made to the repository") as caught:
        linked(shop.definitions()).resolve_asset_graph()
    assert "WEIR_GIT_URL" in str(caught.value)


def test_dbt_docs_are_one_click_away_where_they_are_served(shop) -> None:
    made = component_defs(
        component=DbtProject(project=str(shop.folder), docs_url="https://docs.acme.dev/dbt/")
    )
    graph = made.resolve_asset_graph()
    links = {
        key.to_user_string(): node.metadata["dbt_docs"].value
        for key, node in ((n.key, n) for n in graph.asset_nodes)
        if node.is_materializable
    }
    assert len(links) == 7
    assert links["mart/sales"] == "https://docs.acme.dev/dbt/#!/model/model.shop.mrt__sales"
    assert links["base/base__regions"].endswith("#!/seed/seed.shop.base__regions")


def test_dbt_docs_of_a_machine_alone_are_a_file_written_without_the_warehouse(shop) -> None:
    before = shop.manifest()
    spec = next(s for s in shop.definitions().resolve_all_asset_specs()
                if s.key.to_user_string() == "mart/sales")  # fmt: skip
    assert "dbt_docs" not in spec.metadata
    page = write(project(shop.folder))
    text = page.read_text()
    assert "Revenue per customer." in text
    assert re.search(r'"model\.shop\.mrt__sales"', text)
    assert not (shop.root / ".weir/live").exists()
    assert not list(shop.folder.glob("target*"))
    assert translate(shop.manifest()).assets == translate(before).assets
    spec = next(s for s in shop.definitions().resolve_all_asset_specs()
                if s.key.to_user_string() == "mart/sales")  # fmt: skip
    assert spec.metadata["dbt_docs"].value == f"{page}#!/model/model.shop.mrt__sales"


def test_documentation_of_a_broken_project_says_what_is_wrong(shop) -> None:
    shop.write({"models/mart/mrt__people.sql": "select * from {{ ref('nobody') }}"})
    with pytest.raises(WeirError, match="nobody"):
        write(project(shop.folder))


def test_writing_the_documentation_by_its_command_warns_of_nothing(tmp_path: Path) -> None:
    """Python warns where a module that it is to run was imported by its package before."""
    command = [sys.executable, "-W", "error", "-m", "weir.components.dbt.docs", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("there is no dbt project here"), done.stderr
