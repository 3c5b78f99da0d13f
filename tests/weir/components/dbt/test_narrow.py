"""`select` and `exclude` decide what one of several components over one project makes."""

from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import yaml
from tests.weir.components.dbt.conftest import SHOP, component

from weir.components.dbt.words import chosen
from weir.errors import WeirError
from weir.graph.build import merge
from weir.graph.describe import describe
from weir.warehouse import open_warehouse

PAGE = Path(__file__).parents[4] / "docs" / "dbt.md"
SALES: dict[str, Any] = {
    "project": "transform",
    "name": "sales",
    "select": "+mrt__sales base__customers",
}
REST: dict[str, Any] = {
    "project": "transform",
    "name": "rest",
    "exclude": "+mrt__sales base__customers",
}


def selected(shop, words: str) -> set[str]:
    translation = shop.translation()
    found = chosen(translation.manifest, translation.lineage, words, "defs.yaml, key select")
    return {unique_id.split(".")[-1] for unique_id in found}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("tag:daily", {"mrt__sales"}),
        ("mrt__r*", {"mrt__ranking"}),
        ("path:models/base", {"base__orders", "base__customers"}),
        ("base", {"base__orders", "base__customers"}),
        ("shop.mart.mrt__sales", {"mrt__sales"}),
        ("1+mrt__sales", {"mrt__sales", "int__paid"}),
        ("+mrt__sales", {"mrt__sales", "int__paid", "base__orders", "receipts"}),
        ("base__customers+1", {"base__customers", "mrt__people"}),
        ("source:till.customers+", {"customers", "base__customers", "mrt__people", "mrt__log"}),
        ("mart,config.materialized:incremental", {"mrt__log"}),
        ("resource_type:seed tag:daily", {"base__regions", "mrt__sales"}),
    ],
)
def test_words_select_what_dbt_selects_by_them(shop, words, found) -> None:
    assert selected(shop, words) == found


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("tag:dialy", "tag:dialy selects nothing of the dbt project"),
        ("state:modified", "state:modified is no way to select here"),
        ("tag:daily,mrt__people", "tag:daily,mrt__people selects nothing"),
    ],
)
def test_a_word_that_selects_nothing_is_refused(shop, words, what) -> None:
    with pytest.raises(WeirError, match=what):
        selected(shop, words)


def test_what_is_left_must_be_something(shop) -> None:
    with pytest.raises(WeirError, match="leave no model, seed or snapshot"):
        component({"project": "transform", "select": "tag:daily", "exclude": "mrt__sales"})


def test_two_components_share_a_project_and_each_makes_its_own(shop) -> None:
    shop.load()
    both = dg.Definitions.merge(component(SALES), component(REST))
    graph = merge([describe("transformation", component(one)) for one in (SALES, REST)] + [LOADERS])
    assert len(graph.checks) == len(shop.translation().checks) == 10
    whole = shop.run(definitions=both)
    assert whole.success, whole.message
    assert sorted(whole.order) == sorted(set(whole.order)), "nothing is made or tested twice"
    assert len(whole.made) == 7
    assert whole.checks.keys() == set(graph.checks)
    assert shop.rows("select people from mart.mrt__log") == [(2,)]
    with open_warehouse().session("test") as session:
        session.execute("drop table mart.mrt__ranking")
    alone = shop.run(definitions=component(SALES))
    assert alone.success, alone.message
    assert alone.made == {"base/base__orders", "base/base__customers", "mart/sales"}
    assert shop.rows("select 1 from duckdb_tables() where table_name = 'mrt__ranking'") == []


def test_the_two_components_of_the_page_share_the_project(shop) -> None:
    section = PAGE.read_text().split("## Which models become assets\n")[1].split("\n## ")[0]
    documents = list(yaml.safe_load_all(section.split("```yaml\n")[1].split("```")[0]))
    assert {document["type"] for document in documents} == {"weir.components.dbt.DbtProject"}
    mart = SHOP["models/mart/mart.yml"]
    shop.write({"models/mart/mart.yml": mart.replace("tags: [daily,", "tags: [dagster,")})
    described = [
        describe("transformation", component({"project": "transform", **document["attributes"]}))
        for document in documents
    ]
    tagged, others = (
        {asset["key"] for asset in one["assets"] if asset["executable"]} for one in described
    )
    assert tagged == {"mart/sales"}
    assert others == {
        *("base/base__customers", "base/base__orders", "base/base__regions"),
        *("mart/mrt__log", "mart/mrt__people", "mart/mrt__ranking"),
    }
    graph = merge([*described, LOADERS])
    assert len(graph.checks) == len(shop.translation().checks) == 10


LOADERS = {
    "assets": describe(
        "ingestion",
        dg.Definitions(
            assets=[dg.AssetSpec(["raw", "orders"]), dg.AssetSpec(["raw", "customers"])]
        ),
    )["assets"],
    "checks": [],
}
