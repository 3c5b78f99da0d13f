"""The merged graph: what no Dagster command reports is refused before anything runs."""

import json
from datetime import timedelta
from pathlib import Path

import dagster as dg
import pytest

from weir.automation import conditions
from weir.environment import Environment, Name
from weir.errors import WeirError
from weir.graph.build import merge
from weir.graph.describe import describe
from weir.graph.document import from_document, to_document
from weir.graph.inputs import READS, counts, files, stamp
from weir.graph.model import Origins
from weir.graph.verify import verify
from weir.home import Home


def local(root: Path) -> Environment:
    return Environment(Name.LOCAL, Home(root, root / ".weir"), "duckdb", "")


def location(*specs: dg.AssetSpec) -> dg.Definitions:
    def one(spec: dg.AssetSpec) -> dg.AssetsDefinition:
        @dg.multi_asset(specs=[spec], name="_".join(spec.key.path))
        def made() -> None: ...

        return made

    return dg.Definitions(assets=[one(spec) for spec in specs])


def test_locations_are_joined_by_key_alone() -> None:
    loads = describe("ingestion", location(dg.AssetSpec(["shop", "orders"], owners=["team:a"])))
    reads = describe(
        "transformation", location(dg.AssetSpec(["mart", "m"], deps=[["shop", "orders"]]))
    )
    graph = merge([loads, reads])
    assert graph.order == ["shop/orders", "mart/m"]
    assert graph.assets["shop/orders"].location == "ingestion"
    assert graph.assets["mart/m"].deps == ("shop/orders",)
    assert from_document(to_document(graph)) == graph


def test_a_key_that_nobody_makes_is_refused_with_a_suggestion() -> None:
    loads = describe("ingestion", location(dg.AssetSpec(["shop", "orders"])))
    reads = describe("serving", location(dg.AssetSpec(["d", "x"], deps=[["shop", "order"]])))
    with pytest.raises(WeirError) as error:
        merge([loads, reads])
    assert "shop/order is read but no code location makes it" in str(error.value)
    assert "did you mean shop/orders?" in str(error.value)
    assert "d/x in code location serving" in str(error.value)


def test_a_key_made_by_two_locations_is_refused() -> None:
    parts = [describe(name, location(dg.AssetSpec(["mart", "m"]))) for name in ("a", "b")]
    with pytest.raises(WeirError, match=r"mart/m is made twice\n.*code locations a and b"):
        merge(parts)


def test_a_circle_over_two_locations_is_refused() -> None:
    one = describe("a", location(dg.AssetSpec(["x", "one"], deps=[["x", "two"]])))
    two = describe("b", location(dg.AssetSpec(["x", "two"], deps=[["x", "one"]])))
    with pytest.raises(WeirError, match="in a circle"):
        verify(merge([one, two]))


def test_an_asset_that_waits_for_a_promise_nobody_made_is_refused() -> None:
    condition = conditions.on_freshness_need()
    waits = dg.AssetSpec(["mart", "m"], automation_condition=condition)
    with pytest.raises(WeirError, match=r"mart/m is made when its freshness policy .* has none"):
        verify(merge([describe("a", location(waits))]))
    promised = waits.replace_attributes(
        freshness_policy=dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=4))
    )
    verify(merge([describe("a", location(promised))]))


def test_a_dbt_test_that_was_removed_makes_the_graph_stale(tmp_path: Path) -> None:
    environment = local(tmp_path)
    kept, removed = tmp_path / "tests" / "t.py", tmp_path / "transform" / "tests" / "t.sql"
    for path in (kept, removed):
        path.parent.mkdir(parents=True)
        path.write_text("select 1")
    before = stamp(environment)
    kept.unlink()
    assert stamp(environment) == before
    removed.unlink()
    assert stamp(environment) != before


def test_an_edit_of_a_model_in_a_folder_named_logs_makes_the_graph_stale(tmp_path: Path) -> None:
    model = tmp_path / "transform" / "models" / "logs" / "m.sql"
    outputs = [tmp_path / "transform" / "target" / "m.sql", tmp_path / "web" / "logs" / "m.sql"]
    for path in (model, *outputs):
        path.parent.mkdir(parents=True)
        path.write_text("select 1")
    (tmp_path / "transform" / "dbt_project.yml").write_text("name: x")
    before = stamp(local(tmp_path))
    for path in outputs:
        path.write_text("select 100")
        assert not counts(path, tmp_path)
    assert stamp(local(tmp_path)) == before
    model.write_text("select 100")
    assert stamp(local(tmp_path)) != before
    assert counts(model, tmp_path)


def test_an_edit_behind_a_link_makes_the_graph_stale(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    (outside / "models").mkdir(parents=True)
    root.mkdir()
    (root / "transform").symlink_to(outside)
    (outside / "models" / "back").symlink_to(root)
    model = outside / "models" / "m.sql"
    model.write_text("select 1")
    before = stamp(local(root))
    assert stamp(local(root)) == before
    model.write_text("select 100")
    assert stamp(local(root)) != before


def test_what_a_dbt_project_reads_besides_makes_the_graph_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    target = root / ".weir" / "dbt" / "outside"
    for folder in (target, outside):
        folder.mkdir(parents=True)
    model = outside / "m.sql"
    model.write_text("select 1")
    monkeypatch.delenv("TAX_RATE", raising=False)
    before = files(local(root))
    # As the first parse says it, while the graph is built.
    (target / READS).write_text(json.dumps({"folder": str(outside), "variables": ["TAX_RATE"]}))
    built = stamp(local(root), before)
    assert stamp(local(root)) == built
    monkeypatch.setenv("TAX_RATE", "0.5")
    assert stamp(local(root)) != built
    monkeypatch.delenv("TAX_RATE")
    assert stamp(local(root)) == built
    model.write_text("select 100")
    assert stamp(local(root)) != built


def test_the_call_that_tells_an_assets_columns_survives_the_file() -> None:
    call = {"call": "some.module:function", "arguments": {"project": "transform"}}
    spec = dg.AssetSpec(["mart", "m"], metadata={"weir/origins": call})
    graph = merge([describe("t", location(spec, dg.AssetSpec(["mart", "n"])))])
    kept = from_document(to_document(graph)).assets
    assert kept["mart/m"].origins == Origins(call["call"], {"project": "transform"})
    assert kept["mart/n"].origins is None
