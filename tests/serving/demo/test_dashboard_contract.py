"""The dashboards' LookML, the marts that dbt declares, and what Looker's readers see of it."""

import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import sqlglot
import yaml
from tests.serving.demo.conftest import AS_OF, LOOKER, ROOT

from serving.definitions import defs
from weir.lookml.build import ask
from weir.lookml.columns import columns_of, refuse_missing
from weir.lookml.project import Project
from weir.lookml.query import query
from weir.lookml.syntax import check_sql
from weir.warehouse.duckdb import DuckDBWarehouse

MODELS = ROOT / "transform" / "models"
GOLDEN = Path(__file__).parent / "golden"
NAMES = ["campaign_detail", "customer_health", "marketing_finance"]


def declared() -> dict[tuple[str, str], list[str]]:
    """Columns of each mart, as dbt's YAML declares them."""
    found: dict[tuple[str, str], list[str]] = {}
    for path in sorted((MODELS / "mart").rglob("*.yml")):
        for model in yaml.safe_load(path.read_text()).get("models") or []:
            found["mart", model["name"]] = [column["name"] for column in model["columns"]]
    return found


def test_every_column_that_a_view_reads_is_declared_by_dbt(looker: Project) -> None:
    marts = declared()
    assert len(marts) >= 7
    refuse_missing(looker.views.values(), marts)
    assert all(columns_of(view) for view in looker.views.values())


def test_every_table_that_a_dashboard_hangs_on_is_a_model(looker: Project) -> None:
    models = {path.stem: path.parent.parent.name for path in MODELS.rglob("mrt__*.sql")}
    for view in looker.views.values():
        assert view.table[0] == "mart"
        assert models[view.table[1]] == "mart"
    assert list(MODELS.rglob("int__calendar__as_of.sql"))


def test_the_fields_sql_is_bigquerys_and_stays_in_its_view(looker: Project) -> None:
    for view in looker.views.values():
        check_sql(view)


@pytest.mark.parametrize("name", NAMES)
def test_the_queries_in_production_are_the_golden_ones(looker: Project, name: str) -> None:
    """To accept a change, write the text that this test prints into the golden file."""
    found = looker.dashboards[name]
    texts: list[str] = []
    for tile in found.tiles:
        sql = query(tile, found, looker.explores[tile.explore].view, AS_OF).sql
        sqlglot.parse_one(sql, read="bigquery")
        texts.append(f"-- {tile.name}\n{sql};\n")
    assert "\n".join(texts) == (GOLDEN / f"{name}.sql").read_text()


@pytest.mark.parametrize("name", NAMES)
def test_every_tile_has_rows(looker: Project, marts: DuckDBWarehouse, name: str) -> None:
    with marts.session("test", read_only=True) as session:
        tiles = ask(looker, name, marts, session, AS_OF)
    assert {t.element.name for t in tiles} == {t.name for t in looker.dashboards[name].tiles}
    assert all(tile.rows for tile in tiles)


def edges(specs: list[dg.AssetSpec]) -> dict[str, set[str]]:
    return {s.key.to_user_string(): {d.asset_key.to_user_string() for d in s.deps} for s in specs}


def test_dagster_looker_reads_the_same_lineage_from_the_files(looker: Project) -> None:
    """An independent reader: what it sees and what we declare may not drift apart."""
    from dagster_looker import DagsterLookerLkmlTranslator, build_looker_asset_specs

    class Keys(DagsterLookerLkmlTranslator):
        def get_asset_spec(self, lookml_structure: tuple[Path, Any, Mapping[str, Any]]) -> Any:
            spec = super().get_asset_spec(lookml_structure)
            if lookml_structure[1] == "table":
                return spec
            folder = "dashboards" if lookml_structure[1] == "dashboard" else "looker"
            path = spec.key.path if folder == "looker" else spec.key.path[1:]
            return spec.replace_attributes(key=dg.AssetKey([folder, *path]))

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.BetaWarning)
        theirs = edges(
            list(build_looker_asset_specs(project_dir=LOOKER, dagster_looker_translator=Keys()))
        )
    ours: dict[str, set[str]] = {}
    for entry in defs().assets or []:
        specs = [entry] if isinstance(entry, dg.AssetSpec) else list(getattr(entry, "specs", []))
        ours |= edges([s for s in specs if s.key.path[0] in {"dashboards", "looker"}])
    assert ours.keys() == theirs.keys()
    for key, found in theirs.items():
        beyond = ours[key] - found
        assert found <= ours[key], key
        # Ours add to a dashboard the tables themselves, so that a run draws it after them.
        assert all(k.startswith(("mart/", "int/")) for k in beyond), key
        assert not beyond or key.startswith("dashboards/")


@pytest.mark.parametrize("name", NAMES)
def test_a_dashboard_hangs_on_each_mart_that_its_explores_read(looker: Project, name: str) -> None:
    graph = defs().resolve_asset_graph()
    node = graph.get(dg.AssetKey(["dashboards", name]))
    marts = {"/".join(e.view.table) for e in looker.explores_of(looker.dashboards[name])}
    parents = {key.to_user_string() for key in node.parent_keys}
    assert {key for key in parents if key.startswith("mart/")} == marts
    assert "int/int__calendar__as_of" in parents
    assert node.owners == ["team:activation"]


def test_every_explore_is_used_by_a_dashboard(looker: Project) -> None:
    used = {e.name for d in looker.dashboards.values() for e in looker.explores_of(d)}
    assert used == set(looker.explores)
    assert {explore.view.name for explore in looker.explores.values()} == set(looker.views)
