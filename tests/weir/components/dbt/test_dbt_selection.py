"""Dbt's own words select what they say; `state:modified` is what a plan calls changed."""

import shutil
from pathlib import Path

import pytest

from weir.components.dbt.kept import KEPT
from weir.components.dbt.listing import Listed, listed
from weir.components.dbt.project import project
from weir.errors import WeirError
from weir.graph import document
from weir.graph.describe import describe
from weir.graph.model import Graph


@pytest.fixture(autouse=True)
def one_dbt_for_all_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """A listing ends its process, for the run that follows; here another listing follows."""
    monkeypatch.setattr(KEPT, "drop", lambda: None)


def graph_of(shop) -> Graph:
    described = describe("transformation", shop.definitions())
    assets = [document.asset(one) for one in described["assets"]]
    checks = [document.check(one) for one in described["checks"]]
    return Graph({a.key: a for a in assets}, {c.id: c for c in checks})


def kept(shop) -> Path:
    """The state folder as it is, beside the one that changes."""
    there = shop.root.parent / "there"
    shutil.rmtree(there, ignore_errors=True)
    shutil.copytree(shop.root / ".weir", there)
    return there / "dbt"


def select(shop, *words: str, state: Path | None = None) -> Listed:
    return listed(graph_of(shop), words, state)


def test_tags_paths_and_graph_operators_mean_what_they_mean_to_dbt(shop) -> None:
    assert select(shop, "tag:daily") == Listed(frozenset({"mart/sales"}))
    assert select(shop, "path:models/base").assets == {
        "base/base__orders",
        "base/base__customers",
    }
    assert select(shop, "mrt__people+ tag:daily", "base__regions").assets == {
        "mart/mrt__people",
        "mart/mrt__log",
        "mart/sales",
        "base/base__regions",
    }
    assert select(shop, "+mrt__log,config.materialized:view").assets == {"base/base__customers"}


def test_a_test_named_by_the_words_is_selected_without_its_table(shop) -> None:
    found = select(shop, "ranks_have_no_gaps", "test_name:unique")
    assert found.assets == set()
    assert found.checks == {
        "mart/mrt__ranking:ranks_have_no_gaps",
        "mart/mrt__people:unique_customer_id",
    }


def test_a_selection_of_nothing_says_so_in_dbts_words(shop) -> None:
    with pytest.raises(WeirError, match="matches nothing that dbt builds") as caught:
        select(shop, "tag:dayly")
    assert "'tag:dayly' does not match any" in str(caught.value)
    with pytest.raises(WeirError, match="not a valid"):
        select(shop, "tagg:daily")


@pytest.mark.parametrize(
    ("edit", "modified"),
    [
        (
            {"macros/money.sql": "{% macro usd(column) %}cast({{ column }} as decimal(18, 2))"
             "{% endmacro %}"},
            {"mart/sales"},
        ),
        (
            {"models/int/int__paid.sql": "select * from {{ ref('base__orders') }} "
             "where cents > 0"},
            {"mart/sales"},
        ),
        ({"seeds/base__regions.csv": "region,name\n1,north\n"}, {"base/base__regions"}),
        (
            {"models/mart/mrt__log.sql": "{{ config(alias='log') }} "
             "select count(*) as people from {{ ref('mrt__people') }}"},
            {"mart/log"},
        ),
        (
            {"models/mart/mrt__new.sql": "select 1 as one"},
            {"mart/mrt__new"},
        ),
    ],
    ids=["macro", "ephemeral parent", "seed", "moved", "new"],
)  # fmt: skip
def test_modified_is_what_the_plan_calls_changed(shop, edit, modified) -> None:
    before = graph_of(shop)
    there = kept(shop)
    shop.write(edit)
    after = graph_of(shop)
    changed = {
        key
        for key, asset in after.assets.items()
        if asset.executable and getattr(before.assets.get(key), "fingerprint", 0)
        != asset.fingerprint
    }  # fmt: skip
    assert changed == modified
    assert select(shop, "state:modified", state=there).assets == modified


def test_new_is_what_is_not_there(shop) -> None:
    there = kept(shop)
    shop.write({
        "models/mart/mrt__new.sql": "select 1 as one",
        "models/mart/mrt__people.sql": "select customer_id + 0 as customer_id "
        "from {{ ref('base__customers') }}",
    })  # fmt: skip
    assert select(shop, "state:new", state=there).assets == {"mart/mrt__new"}
    assert select(shop, "state:modified+", state=there).assets == {
        "mart/mrt__new",
        "mart/mrt__people",
        "mart/mrt__log",
    }


def test_a_variable_is_a_change_of_the_models_that_read_it(shop) -> None:
    there = kept(shop)
    settings = shop.folder / "dbt_project.yml"
    settings.write_text(settings.read_text().replace("minimum: 1", "minimum: 2"))
    assert select(shop, "state:modified", state=there).assets == {"base/base__orders"}
    assert select(shop, "state:modified+,path:models/mart", state=there).assets == {
        "mart/sales",
        "mart/mrt__ranking",
    }


def test_a_comment_or_a_description_is_no_change_and_nothing_is_an_error(shop) -> None:
    there = kept(shop)
    shop.write({"models/mart/mrt__people.sql": "-- who\nselect customer_id\n"
                "from {{ ref('base__customers') }}"})  # fmt: skip
    yml = shop.folder / "models/mart/mart.yml"
    yml.write_text(yml.read_text().replace("Revenue per customer.", "Revenue by customer."))
    with pytest.raises(WeirError, match=rf"nothing that dbt builds differs from {there}"):
        select(shop, "state:modified+", state=there)


def test_a_changed_test_is_run_alone(shop) -> None:
    there = kept(shop)
    yml = shop.folder / "models/mart/mart.yml"
    yml.write_text(yml.read_text().replace("least: 0", "least: 1"))
    found = select(shop, "state:modified+", state=there)
    assert found == Listed(frozenset(), frozenset({"mart/sales:dbt_utils_like_usd"}))


def test_a_state_of_which_nothing_can_be_told_is_refused(shop, monkeypatch) -> None:
    with pytest.raises(WeirError, match="state:modified has nothing to compare with"):
        select(shop, "state:modified+")
    with pytest.raises(WeirError, match=r"state:modified\.body is no way to select"):
        select(shop, "state:modified.body", state=shop.root)
    with pytest.raises(WeirError, match="no prepared manifest to compare with") as caught:
        select(shop, "state:modified", state=shop.root / "nowhere")
    assert f"{shop.root}/nowhere/prepared.json" in str(caught.value)
    there = kept(shop)
    prepared = there / "prepared.json"
    prepared.write_text(
        prepared.read_text().replace('"dialect": "duckdb"', '"dialect": "bigquery"')
    )
    with pytest.raises(
        WeirError, match="is of bigquery, and this environment's warehouse is duckdb"
    ):
        select(shop, "state:modified", state=there)
    prepared.write_text("{")
    with pytest.raises(WeirError, match="can't be read"):
        select(shop, "state:modified", state=there)


def test_the_same_code_under_another_prefix_is_not_modified(shop, monkeypatch) -> None:
    there = kept(shop)
    monkeypatch.setenv("WEIR_DATASET_PREFIX", "pr_1_")
    monkeypatch.setenv("WEIR_ENV", "preview")
    monkeypatch.setenv("WEIR_WAREHOUSE", "duckdb")
    from weir.components.dbt.manifest import prepare

    prepare(project(shop.folder))
    with pytest.raises(WeirError, match="nothing that dbt builds differs"):
        select(shop, "state:modified", state=there)
