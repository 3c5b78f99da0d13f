"""Dashboards as assets: what they hang on, what they record, and what stops them."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from tests.weir.lookml import toy

from weir import gate
from weir.components.freshness import Freshness
from weir.components.lookml import lineage
from weir.components.lookml.asset import build
from weir.components.lookml.renew import renew
from weir.components.lookml.settings import Settings
from weir.freshness import note_unchanged
from weir.graph.describe import describe_graph
from weir.lookml.project import load
from weir.warehouse import open_warehouse

KEY = dg.AssetKey(["dashboards", "shops"])
HOURS = dt.timedelta(hours=6)


def settings(root: Path, **changed: Any) -> Settings:
    values: dict[str, Any] = {
        "root": root,
        "as_of": ("int", "today"),
        "dagster_url": "",
        "owners": ["team:activation"],
        "group": "dashboards",
        "tags": {},
    }
    return Settings(**{**values, **changed})


def spec(root: Path, **changed: Any) -> dg.AssetSpec:
    project = load(root)
    return lineage.dashboard(project, project.dashboards["shops"], settings(root, **changed))


PROBE = {"weir/probe": {"call": "x:y"}}


@dg.asset(
    key=["shop", "orders"],
    freshness_policy=dg.FreshnessPolicy.time_window(HOURS),
    metadata=PROBE,
)
def orders() -> None:
    pass


@dg.asset(key=["shop", "shops"], metadata=PROBE)
def shops() -> None:
    pass


@dg.asset(key=["base", "seed"])
def seed() -> None:
    pass


LATE = dg.FreshnessPolicy.time_window(dt.timedelta(minutes=30))


@dg.asset(key=["mart", "sales"], deps=[orders, shops, seed], freshness_policy=LATE)
def sales() -> None:
    with open_warehouse().session("test") as session:
        session.execute(toy.ROWS)
        session.replace_table(("int", "today"), "select date '2017-12-01' as as_of")


@dg.asset(key=["int", "today"], deps=[sales])
def today() -> None:
    pass


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WEIR_HOME", str(tmp_path / ".weir"))
    monkeypatch.setattr(gate, "withheld", lambda context: {})
    return toy.write(tmp_path / "looker")


def run(
    root: Path, instance: dg.DagsterInstance, selection: Sequence[dg.AssetKey] | None = None
) -> dg.ExecuteInProcessResult:
    project = load(root)
    dashboard = build(project, settings(root), spec(root))
    return dg.materialize(
        [orders, shops, seed, sales, today, dashboard, *lineage.looker(project, settings(root))],
        instance=instance,
        selection=selection,
        raise_on_error=False,
    )


def facts(result: dg.ExecuteInProcessResult) -> dict[str, Any]:
    event = next(e for e in result.get_asset_materialization_events() if e.asset_key == KEY)
    return {k: v.value for k, v in event.materialization.metadata.items()}


def made_at(instance: dg.DagsterInstance, key: str) -> dt.datetime:
    record = instance.get_latest_materialization_event(dg.AssetKey(key.split("/")))
    assert record is not None
    return dt.datetime.fromtimestamp(int(record.timestamp), dt.UTC)


def test_a_dashboard_is_drawn_after_its_marts_and_says_what_it_shows(root: Path) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        result = run(root, instance)
    assert result.success
    found = facts(result)
    page = Path(found["path"])
    assert page == root.parent / ".weir" / "dashboards" / "shops.html"
    assert page.is_file()
    assert (page.parent / "index.html").is_file()
    assert found["tiles"] == 3
    assert found["rows_per_tile"] == {"recent": 1, "by_week": 12, "table": 2}
    assert found["dagster/row_count"] == 15
    assert found["weir/warehouse"] == open_warehouse().identity()


def test_the_page_tells_the_age_of_the_sources_and_not_of_the_marts(root: Path) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        result = run(root, instance)
        loaded = made_at(instance, "shop/orders")
    text = Path(facts(result)["path"]).read_text()
    assert facts(result)["oldest_input"] in {"shop/orders", "shop/shops"}
    assert 'data-source="shop"' in text
    assert 'data-source="mart"' not in text
    assert 'data-source="base"' not in text  # a seed is no source
    assert f'data-deadline="{(loaded + HOURS).isoformat()}"' in text
    assert 'data-source="today"' not in text  # no freshness is promised of it


def test_a_mart_that_promises_to_be_fresh_has_a_deadline_of_its_own(root: Path) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        result = run(root, instance)
        # As good as the worst of what it is made of, not as new as its own making.
        loaded = min(made_at(instance, key) for key in ("shop/orders", "shop/shops", "base/seed"))
    limit = (loaded + dt.timedelta(minutes=30)).isoformat()
    text = Path(facts(result)["path"]).read_text()
    assert f'data-source="sales" data-deadline="{limit}"' in text
    chip = text.split('class="chip age"')[1]
    assert chip.startswith(
        f' data-deadline="{limit}"><b>sales</b> loaded '
    )  # the first that runs out


def test_a_source_found_unchanged_later_is_fresh_on_a_page_that_was_drawn_before(
    root: Path,
) -> None:
    project = load(root)
    assets = [orders, shops, seed, sales, today, *lineage.looker(project, settings(root))]
    dashboard = build(project, settings(root, dagster_url="http://x.org/?a&b"), spec(root))
    definitions = dg.Definitions(assets=[*assets, dashboard])
    graph = describe_graph("here", definitions.resolve_asset_graph())
    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize([*assets, dashboard], instance=instance)
        page = Path(facts(result)["path"])
        before = page.read_text()
        assert renew(page.parent, instance, graph) == [], "nothing happened since"
        later = made_at(instance, "shop/orders") + dt.timedelta(hours=5)
        for key in ("shop/orders", "shop/shops"):
            note_unchanged(instance, key, every=60, now=later.timestamp())
        assert renew(page.parent, instance, graph) == [page]
    after = page.read_text()
    assert f'data-source="shop" data-deadline="{(later + HOURS).isoformat()}"' in after
    assert f'<time datetime="{later.isoformat()}">' in after
    assert after.count('href="http://x.org/?a&amp;b/assets/shop/orders"') == 1
    head, _, rest = before.partition('<section id="sources"')
    assert after.partition('<section id="sources"')[0] == head, "the oldest is still the mart"
    assert after.endswith(rest.partition("</section>")[2])


def test_a_dashboard_may_promise_to_be_fresh_itself(root: Path) -> None:
    found = spec(root, freshness=Freshness(fail_window=HOURS, of="data"))
    assert found.freshness_policy == dg.FreshnessPolicy.time_window(HOURS)
    assert found.metadata["weir/freshness_of"] == "data"


def test_a_broken_tile_fails_the_step_and_leaves_the_old_page(root: Path) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        page = Path(facts(run(root, instance))["path"])
        before = page.read_bytes()
        with open_warehouse().session("test") as session:
            session.execute("delete from mart.sales where day >= '2017-11-24'")
        result = run(root, instance, [KEY])
        assert not result.success
        failure = result.failure_data_for_node("dashboards__shops")
    assert failure is not None
    assert failure.user_failure_data is not None
    said = failure.user_failure_data.description or ""
    assert "tile recent has no data" in said
    assert "shops.dashboard.lookml:13" in said
    assert page.read_bytes() == before


def test_a_dashboard_that_is_held_back_is_not_drawn(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "withheld", lambda context: {KEY: "check grain of mart/sales failed"})
    with dg.DagsterInstance.ephemeral() as instance:
        result = run(root, instance)
        failure = result.failure_data_for_node("dashboards__shops")
    assert failure is not None
    assert failure.user_failure_data is not None
    assert "check grain of mart/sales failed" in (failure.user_failure_data.description or "")
    assert not (root.parent / ".weir" / "dashboards").exists()


def test_two_days_that_count_as_today_are_an_error(root: Path) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        run(root, instance)
        with open_warehouse().session("test") as session:
            session.execute("insert into int.today values ('2017-12-02')")
        result = run(root, instance, [KEY])
        failure = result.failure_data_for_node("dashboards__shops")
    assert failure is not None
    assert failure.user_failure_data is not None
    assert "2 rows say which day counts as today" in (failure.user_failure_data.description or "")


def test_lineage_goes_from_dashboard_over_explore_and_view_to_the_mart(root: Path) -> None:
    found = {s.key.to_user_string(): {d.asset_key.to_user_string() for d in s.deps}
             for s in [spec(root), *lineage.looker(load(root), settings(root))]}  # fmt: skip
    assert found == {
        "dashboards/shops": {"looker/explore/sales", "mart/sales", "int/today"},
        "looker/explore/sales": {"looker/view/sales"},
        "looker/view/sales": {"mart/sales"},
    }


@pytest.mark.parametrize(
    ("kind", "old", "new", "same"),
    [
        ("view", "view: sales {", "# a comment\nview:   sales {", True),
        ("dashboard", "  title: Shops", "  # a comment\n  title:   Shops", True),
        ("model", "explore: sales {}", "explore: sales {}\n# a comment", True),
        ("view", "SUM", "SUM", True),
        ("view", "usd_0", "usd", False),
        ("view", "${TABLE}.rank < 3", "${TABLE}.rank < 2", False),
        ("dashboard", "limit: 10", "limit: 11", False),
        ("dashboard", "4 weeks ago for 4 weeks", "3 weeks ago for 3 weeks", False),
    ],
)
def test_the_code_version_follows_what_lookml_says_and_not_how_it_is_written(
    root: Path, tmp_path: Path, kind: str, old: str, new: str, *, same: bool
) -> None:
    old, new = ("", "") if old == "SUM" else (old, new)
    changed = toy.write(tmp_path / "changed", **{kind: (old, new)})
    assert (spec(root).code_version == spec(changed).code_version) is same


def test_a_view_that_a_dashboard_does_not_use_does_not_change_it(root: Path) -> None:
    before = spec(root).code_version
    (root / "more.view.lkml").write_text("view: more { sql_table_name: mart.more ;; }")
    assert spec(root).code_version == before
    assert spec(root, dagster_url="http://other").code_version != before
