"""What changes a fingerprint, and what must not."""

import copy
import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from weir.components.dbt.translation import Translation, translate
from weir.graph.inputs import READS


def marks(translation: Translation) -> dict[str, str]:
    found = {s.key.to_user_string(): str(s.code_version) for s in translation.assets.values()}
    for spec in translation.checks.values():
        name = f"{spec.asset_key.to_user_string()}:{spec.name}"
        found[name] = str(spec.metadata["weir/fingerprint"])
    return found


@pytest.fixture
def edit(shop) -> Callable[[dict[str, Callable[[str], str]]], set[str]]:
    """Edit files of the project; the answer is whose fingerprint that changed."""
    before = marks(shop.translation())

    def make(edits: dict[str, Callable[[str], str]]) -> set[str]:
        nonlocal before
        shop.write({name: how((shop.folder / name).read_text()) for name, how in edits.items()})
        now = marks(shop.translation())
        changed = {name for name in now if now[name] != before.get(name)}
        before = now
        return changed

    return make


def test_comments_layout_descriptions_and_unread_variables_change_nothing(edit) -> None:
    assert (
        edit(
            {
                "models/base/base__orders.sql": lambda t: (
                    "-- other words\n{# more #}\n\n" + t.replace("where", "\n   where")
                ),
                "macros/money.sql": lambda t: "{# why #}" + t,
                "models/mart/mart.yml": lambda t: t.replace("Revenue per", "Money of each").replace(
                    "team:finance", "team:money"
                ),
                "dbt_project.yml": lambda t: t.replace("unread: 1", "unread: 2"),
            }
        )
        == set()
    )


def test_what_changes_the_rows_or_the_question_changes_its_own_fingerprint(edit) -> None:
    assert edit(
        {
            "models/mart/mrt__people.sql": lambda t: t + " where true",
            "seeds/base__regions.csv": lambda t: t + "4,east\n",
            "tests/every_sale_has_a_rank.sql": lambda t: t + " and true",
            "models/base/base__orders.sql": lambda t: "{{ config(materialized='table') }}" + t,
            "models/mart/mart.yml": lambda t: (
                t.replace("least: 0", "least: 1")
                .replace("select 1, 50", "select 1, 150")
                .replace("usd: 3.00", "usd: 4.00")
                .replace("decimal(18,2)", "decimal(18,3)")
            ),
        }
    ) == {
        "mart/mrt__people",
        "base/base__regions",
        "mart/mrt__ranking:every_sale_has_a_rank",
        "base/base__orders",
        "mart/sales",
        "mart/sales:dbt_utils_like_usd",
        "mart/sales:cents_become_dollars",
    }


def test_what_a_model_is_made_with_changes_it_too(shop) -> None:
    manifest = shop.manifest()
    before = marks(translate(manifest))

    def after(*path: str, variables: dict[str, int] | None = None) -> set[str]:
        content = copy.deepcopy(manifest.content)
        if path:
            group, unique_id, field = path
            content[group][unique_id][field] += " + 1"
        used = variables or manifest.variables
        now = marks(translate(replace(manifest, content=content, variables=used)))
        return {name for name in now if now[name] != before[name]}

    assert after("macros", "macro.shop.usd", "macro_sql") == {"mart/sales"}
    assert after("macros", "macro.shop.default__usd", "macro_sql") == {"mart/sales"}, "dispatched"
    assert after("nodes", "model.shop.int__paid", "raw_code") == {"mart/sales"}, "ephemeral"
    assert after(variables={"minimum": 2, "unread": 1}) == {"base/base__orders"}
    assert after("macros", "macro.shop.test_no_gaps", "macro_sql") == {
        "mart/mrt__ranking:ranks_have_no_gaps"
    }
    overridden = copy.deepcopy(manifest.content)
    own = {**overridden["macros"]["macro.dbt.statement"], "package_name": "shop"}
    overridden["macros"]["macro.shop.statement"] = {**own, "unique_id": "macro.shop.statement"}
    now = marks(translate(replace(manifest, content=overridden)))
    assert all(now[key] != before[key] for key in now if ":" not in key), "dbt's own, replaced"


def test_a_variable_of_the_environment_counts_where_it_is_read(shop, monkeypatch) -> None:
    """`TAX_RATE=0.5 weir run` would plan nothing."""
    names = ("TAX_RATE", "USD_RATE", "PAID_FROM", "LOG_KIND", "LEAST", "DBT_ENV_SECRET_KEY")
    for name in (*names, "READ_BY_NOBODY"):
        monkeypatch.delenv(name, raising=False)

    def edit(path: str, before: str, after: str) -> None:
        text = (shop.folder / path).read_text()
        assert before in text
        shop.write({path: text.replace(before, after)})

    edit("models/mart/mrt__people.sql", "select", "select {{ env_var('TAX_RATE', '1') }} as rate,")
    edit("macros/money.sql", "100.0", "{{ env_var('USD_RATE', '100') }}")
    edit("models/int/int__paid.sql", "not null", "not null or {{ env_var('PAID_FROM', '1') }} = 1")
    edit("models/mart/mart.yml", "least: 0", "least: \"{{ env_var('LEAST', '0') }}\"")
    shop.write(
        {
            "models/mart/mrt__kind.sql": '{{ config(post_hook="select '
            "'{{ env_var('LOG_KIND', 'a') }}'\") }} select 1 as one "
            "{% if false %}{{ env_var('DBT_ENV_SECRET_KEY') }}{% endif %}",
        }
    )
    monkeypatch.setenv("DBT_ENV_SECRET_KEY", "one")
    manifest = shop.manifest()
    before = marks(translate(manifest))

    def after(name: str, value: str) -> set[str]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(name, value)
            now = marks(translate(manifest))
        return {key for key in now if now[key] != before[key]}

    assert marks(translate(manifest)) == before, "one that is not set is stable"
    assert after("TAX_RATE", "0.5") == {"mart/mrt__people"}
    assert after("USD_RATE", "99") == {"mart/sales"}
    assert after("PAID_FROM", "0") == {"mart/sales"}, "ephemeral"
    assert after("LEAST", "1") == {"mart/sales:dbt_utils_like_usd"}
    assert after("LOG_KIND", "b") == {"mart/mrt__kind"}
    assert after("DBT_ENV_SECRET_KEY", "two") == set(), "a rotated password is no change of code"
    assert after("WEIR_DATASET_PREFIX", "pr_1__") == set(), "it says where"
    assert after("READ_BY_NOBODY", "1") == set()
    read = json.loads((manifest.project.target / READS).read_text())
    assert set(read["variables"]) == set(names[:-1])
