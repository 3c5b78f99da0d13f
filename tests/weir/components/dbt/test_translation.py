"""Assets and checks as the manifest describes them: nothing is run."""

import copy
from dataclasses import replace
from datetime import timedelta

import dagster as dg
import pytest

from weir.automation.conditions import on_upstream_change
from weir.components.dbt.translation import translate
from weir.errors import WeirError


def by_key(translation) -> dict[str, dg.AssetSpec]:
    return {spec.key.to_user_string(): spec for spec in translation.assets.values()}


def by_check(translation) -> dict[str, dg.AssetCheckSpec]:
    return {
        f"{spec.asset_key.to_user_string()}:{spec.name}": spec
        for spec in translation.checks.values()
    }


def changed(manifest, unique_id: str, **values):
    """The manifest with other values in one node."""
    content = copy.deepcopy(manifest.content)
    group = "sources" if unique_id.startswith("source.") else "nodes"
    content[group][unique_id].update(values)
    return replace(manifest, content=content)


def test_a_key_is_the_tables_address_alias_and_identifier_included(shop) -> None:
    specs = by_key(shop.translation())
    assert specs.keys() == {
        "base/base__orders",
        "base/base__customers",
        "base/base__regions",
        "mart/sales",
        "mart/mrt__people",
        "mart/mrt__ranking",
        "mart/mrt__log",
    }
    deps = {key: {d.asset_key.to_user_string() for d in spec.deps} for key, spec in specs.items()}
    assert deps["base/base__orders"] == {"raw/orders"}
    assert deps["mart/sales"] == {"base/base__orders"}, "through the ephemeral int__paid"
    assert deps["mart/mrt__ranking"] == {"mart/sales"}


def test_a_key_leaves_out_exactly_the_environments_prefix(shop) -> None:
    manifest = shop.manifest()
    environment = replace(manifest.project.environment, dataset_prefix="pr_1_")
    preview = replace(manifest, project=replace(manifest.project, environment=environment))
    with pytest.raises(WeirError, match=r"schema '\w+' of \w+ lacks this environment's prefix"):
        translate(preview)
    content = copy.deepcopy(manifest.content)
    for node in [*content["nodes"].values(), *content["sources"].values()]:
        node["schema"] = f"pr_1_{node['schema']}"
    keys = by_key(translate(replace(preview, content=content))).keys()
    assert keys == by_key(translate(manifest)).keys()


def test_yaml_reaches_the_asset(shop) -> None:
    spec = by_key(shop.translation())["mart/sales"]
    assert spec.owners == ["team:finance", "cfo@example.com"]
    assert spec.group_name == "money"
    assert spec.kinds == {"dbt", "table"}
    assert {k: v for k, v in spec.tags.items() if "/" not in k} == {
        "daily": "",
        "with_space": "",
        "tier": "gold",
    }
    assert spec.description == "Revenue per customer."
    assert spec.metadata["weir/automation"] == "on_upstream_change"
    assert spec.automation_condition == on_upstream_change(cooldown=timedelta(minutes=10))
    assert spec.metadata["weir/file"] == "transform/models/mart/mrt__sales.sql"
    columns = spec.metadata["dagster/column_schema"].columns
    assert [(c.name, c.type, c.description) for c in columns] == [
        ("customer_id", "integer", "Who."),
        ("usd", "decimal(18,2)", None),
    ]
    assert columns[0].constraints.nullable is False


def test_both_forms_of_freshness_reach_the_asset(shop) -> None:
    specs = by_key(shop.translation())
    window = specs["mart/sales"].freshness_policy
    assert window == dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=6))
    lag = specs["mart/mrt__people"].freshness_policy
    assert lag == dg.FreshnessPolicy.time_window(fail_window=timedelta(minutes=90))
    assert specs["mart/mrt__people"].metadata["weir/allow_empty"] is True
    assert specs["mart/mrt__people"].group_name == "mart", "the folder"


@pytest.mark.parametrize(
    ("said", "what", "fix"),
    [
        ({"owner": ["team:x"]}, "unknown key 'owner'", "did you mean 'owners'?"),
        ({"freshness_policy": {"fail_windw": "6h"}}, "unknown key 'fail_windw'", "fail_window"),
        ({"freshness_policy": {"fail_window": "soon"}}, "'soon' is no duration", "correct"),
        ({"freshness_policy": {}}, "give one of fail_window", "correct"),
        ({"owners": ["finance"]}, "'finance' is neither team:<name> nor an e-mail", "correct"),
        ({"group": "a b"}, "'a b' is no group name", "correct"),
    ],
)
def test_what_meta_may_not_say_is_refused_with_file_and_key(shop, said, what, fix) -> None:
    manifest = changed(shop.manifest(), "model.shop.mrt__sales", config={"meta": {"dagster": said}})
    with pytest.raises(WeirError) as refused:
        translate(manifest)
    assert what in refused.value.what
    assert fix in (refused.value.fix or "")
    assert "transform/models/mart/mart.yml, mrt__sales: meta.dagster." in (
        refused.value.where or ""
    )


def lenient(manifest):
    return replace(manifest, project=replace(manifest.project, lenient=True))


def test_an_unknown_key_of_a_project_that_moves_in_is_said_once_and_left_out(shop, caplog) -> None:
    said = {
        "owner": ["team:x"],
        "has_self_dependency": True,
        "group": "money",
        "freshness_policy": {"fail_window": "6h", "cadence": 1},
    }
    manifest = changed(shop.manifest(), "model.shop.mrt__sales", config={"meta": {"dagster": said}})
    with pytest.raises(WeirError, match="unknown key 'cadence'"):
        translate(manifest)
    for _ in range(2):
        spec = by_key(translate(lenient(manifest)))["mart/sales"]
    assert (spec.group_name, spec.owners) == ("money", ["team:finance", "cfo@example.com"])
    place = "warning: transform/models/mart/mart.yml, mrt__sales: meta.dagster"
    assert sorted(caplog.messages) == [
        (
            f"{place}.freshness_policy.cadence: unknown key 'cadence', left out: use one of "
            "deadline_cron, fail_window, lower_bound_delta, maximum_lag_minutes, of, timezone, "
            "warn_window"
        ),
        (
            f"{place}.has_self_dependency: unknown key 'has_self_dependency', left out: "
            "remove it: what a model keeps of itself is dbt's business"
        ),
        f"{place}.owner: unknown key 'owner', left out: did you mean 'owners'?",
    ]


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ({"owners": ["finance"], "x": 1}, "'finance' is neither"),
        ({"freshness_policy": {"fail_window": "soon"}}, "'soon' is no duration"),
        ("gold", "'gold' is no mapping"),
    ],
)
def test_a_value_that_is_not_possible_is_refused_of_a_project_that_moves_in_too(
    shop, said, what
) -> None:
    manifest = changed(shop.manifest(), "model.shop.mrt__sales", config={"meta": {"dagster": said}})
    with pytest.raises(WeirError, match=what):
        translate(lenient(manifest))


def test_meta_of_a_source_that_moves_in_is_said_and_left_out(shop, caplog) -> None:
    manifest = changed(
        shop.manifest(), "source.shop.till.receipts", meta={"dagster": {"group": "g"}}
    )
    assert len(translate(lenient(manifest)).assets) == 7
    assert "the source till.receipts has meta.dagster.group, left out" in caplog.text


def test_meta_on_a_source_is_refused_because_its_loader_owns_it(shop) -> None:
    manifest = changed(
        shop.manifest(), "source.shop.till.receipts", meta={"dagster": {"group": "x"}}
    )
    with pytest.raises(WeirError, match=r"the source till\.receipts has meta\.dagster"):
        translate(manifest)


def test_meta_on_both_levels_counts_once_and_config_wins(shop) -> None:
    node = shop.manifest().nodes["model.shop.mrt__people"]
    config = {**node["config"], "meta": {"dagster": {"group": "inner"}}}
    manifest = changed(
        shop.manifest(),
        "model.shop.mrt__people",
        config=config,
        meta={"dagster": {"group": "outer", "owners": ["team:x"]}},
    )
    spec = by_key(translate(manifest))["mart/mrt__people"]
    assert (spec.group_name, spec.owners) == ("inner", ["team:x"])


def test_two_nodes_of_one_address_are_refused_by_their_files(shop) -> None:
    manifest = changed(shop.manifest(), "model.shop.mrt__people", alias="sales")
    with pytest.raises(WeirError, match=r"are both the table mart\.sales") as refused:
        translate(manifest)
    assert "mrt__people.sql" in (refused.value.where or "")


def test_a_model_declared_as_a_source_too_is_refused(shop) -> None:
    manifest = changed(
        shop.manifest(), "source.shop.till.receipts", schema="mart", identifier="mrt__people"
    )
    with pytest.raises(WeirError, match=r"mart\.mrt__people") as refused:
        translate(manifest)
    assert "by ref()" in (refused.value.fix or "")


def test_tests_are_checks_with_readable_names_on_the_right_asset(shop) -> None:
    checks = by_check(shop.translation())
    assert checks.keys() == {
        "raw/orders:not_null_order_id",
        "raw/orders:not_null_cents",
        "base/base__orders:relationships_customer_id",
        "mart/mrt__people:unique_customer_id",
        "mart/sales:not_null_usd",
        "mart/sales:dbt_utils_like_usd",
        "mart/sales:cents_become_dollars",
        "mart/mrt__ranking:ranks_have_no_gaps",
        "mart/mrt__ranking:every_sale_has_a_rank",
        "mart/mrt__people:every_buyer_is_known",
    }
    blocking = {name for name, spec in checks.items() if spec.blocking}
    assert checks.keys() - blocking == {"raw/orders:not_null_cents"}


def test_a_test_of_several_models_is_a_check_of_one_and_waits_for_the_others(shop) -> None:
    checks = by_check(shop.translation())

    def others(name: str) -> set[str]:
        return {d.asset_key.to_user_string() for d in checks[name].additional_deps}

    assert others("mart/mrt__ranking:every_sale_has_a_rank") == {"mart/sales"}, "the last in line"
    assert others("mart/mrt__people:every_buyer_is_known") == {"mart/sales"}, "as meta says"
    assert others("base/base__orders:relationships_customer_id") == {"base/base__customers"}


def test_two_checks_of_one_short_name_keep_apart(shop) -> None:
    first = "test.shop.not_null_mrt__sales_usd"
    manifest = shop.manifest()
    (unique_id,) = [u for u in manifest.nodes if u.startswith(first)]
    content = copy.deepcopy(manifest.content)
    twin = copy.deepcopy(content["nodes"][unique_id])
    twin["unique_id"] = f"{first}_again.1234"
    content["nodes"][twin["unique_id"]] = twin
    names = {s.name for s in translate(replace(manifest, content=content)).checks.values()}
    assert "not_null_usd" not in names
    assert {n for n in names if "not_null_mrt__sales_usd" in n} == {
        unique_id.removeprefix("test.shop.").replace(".", "_"),
        "not_null_mrt__sales_usd_again_1234",
    }


def test_a_test_that_reads_nothing_is_refused(shop) -> None:
    manifest = shop.manifest()
    node = manifest.nodes["test.shop.every_sale_has_a_rank"]
    reads_nothing = {**node["depends_on"], "nodes": []}
    manifest = changed(manifest, "test.shop.every_sale_has_a_rank", depends_on=reads_nothing)
    with pytest.raises(WeirError, match="reads no model and no source"):
        translate(manifest)
