"""What the project says of itself: sources, grains, contracts, owners, the one "today"."""

import re
from typing import Any

import pytest
from tests.transform.project import TRANSFORM, Project

WALL_CLOCK = re.compile(
    r"\bcurrent_(date|time|timestamp|datetime)\b|\b(now|today|getdate|sysdate|run_started_at)\b"
    r"|\bget_current_timestamp\b",
    re.IGNORECASE,
)
COMMENT = re.compile(r"--[^\n]*|\{#.*?#\}", re.DOTALL)


def tables(manifest: dict[str, Any]) -> dict[str, dict[str, Any]]:
    kinds = {"model", "snapshot", "seed"}
    return {i: n for i, n in manifest["nodes"].items() if n["resource_type"] in kinds}


def data_tests(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    return [n for n in manifest["nodes"].values() if n["resource_type"] == "test"]


def test_the_project_holds_what_it_says(parsed: Project) -> None:
    found = [n["name"].split("__")[0] for n in tables(parsed.manifest).values()]
    # 18 views and the seed; 10 tables and the snapshot; 7 marts.
    assert {layer: found.count(layer) for layer in set(found)} == {"base": 19, "int": 11, "mrt": 7}
    assert all(n["schema"] in {"base", "int", "mart"} for n in tables(parsed.manifest).values())


def test_base_reads_sources_and_nothing_else_does_but_features(parsed: Project) -> None:
    wrong = []
    for unique_id, node in tables(parsed.manifest).items():
        parents = parsed.manifest["parent_map"][unique_id]
        loaded = [p for p in parents if p.startswith("source.") and ".features." not in p]
        loaded = [p for p in loaded if ".ml." not in p]
        if node["resource_type"] != "model":
            continue
        is_base = node["name"].startswith("base__")
        if is_base != bool(loaded) or (is_base and len(parents) != 1):
            wrong.append((node["name"], parents))
    assert wrong == []


def test_a_grain_is_the_first_line_and_has_a_test(parsed: Project) -> None:
    grains = {
        (t["attached_node"], t["test_metadata"]["name"])
        for t in data_tests(parsed.manifest)
        if t.get("test_metadata")
    }
    unsaid, untested = [], []
    for unique_id, node in tables(parsed.manifest).items():
        first = (node["description"] or "").split("\n")[0]
        if not first.startswith("One row"):
            unsaid.append(node["name"])
        if (unique_id, "grain") not in grains:
            untested.append(node["name"])
    assert unsaid == []
    # The weekly plan lists a product once for each of its places: there is no key to test.
    assert untested == ["base__circulars__placements"]


def test_a_mart_without_a_contract_or_an_owner_is_found(parsed: Project) -> None:
    for node in tables(parsed.manifest).values():
        said = node["meta"]["dagster"]
        assert said["owners"], node["name"]
        assert said["group"], node["name"]
        assert "daily" in node["tags"] or node["resource_type"] == "seed", node["name"]
        if node["schema"] == "mart":
            assert node["config"]["contract"]["enforced"], node["name"]
            assert all(c["data_type"] and c["description"] for c in node["columns"].values())
    spend = parsed.manifest["nodes"]["model.weir.mrt__marketing__daily_spend"]
    assert spend["meta"]["dagster"]["freshness_policy"] == {"maximum_lag_minutes": 360}


def test_a_test_of_several_models_belongs_to_one(parsed: Project) -> None:
    """Without a named model Dagster could show it on none of them."""
    several = {
        t["name"]: t["meta"].get("dagster", {}).get("ref", {}).get("name")
        for t in data_tests(parsed.manifest)
        if not t.get("test_metadata")
    }
    assert len(several) == 15
    names = {n["name"] for n in tables(parsed.manifest).values()}
    assert {name for name, model in several.items() if model not in names} == set()


def test_a_prefix_is_on_every_dataset_and_in_no_name(parsed: Project) -> None:
    assert {n["schema"] for n in tables(parsed.manifest).values()} == {"base", "int", "mart"}
    parsed.dbt("parse", WEIR_DATASET_PREFIX="pr12_")
    manifest = parsed.written()
    nodes = [*tables(manifest).values(), *manifest["sources"].values()]
    assert [n["name"] for n in nodes if not n["schema"].startswith("pr12_")] == []
    assert {n["database"] for n in nodes} == {"warehouse"}


@pytest.mark.parametrize("path", sorted(TRANSFORM.rglob("*.sql")), ids=lambda p: p.stem)
def test_the_walls_clock_is_asked_nowhere(path: Any) -> None:
    """On it no day of the data is ever today, and a rebuild would change the tables."""
    assert WALL_CLOCK.findall(COMMENT.sub("", path.read_text())) == []
