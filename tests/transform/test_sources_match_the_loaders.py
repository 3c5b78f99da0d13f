"""The sources that dbt reads against the columns that loaders and features declare."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.transform.project import ROOT, Project

LOADERS = sorted((ROOT / "ingestion" / "src" / "ingestion" / "defs").glob("*/defs.yaml"))
FEATURES = sorted((ROOT / "ml_features" / "src" / "ml_features" / "defs").glob("*/defs.yaml"))
SAME = {"VARCHAR": "STRING"}


def declared() -> dict[tuple[str, str], dict[str, str]]:
    """Columns and types of each table that a loader or feature declares."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for path in LOADERS:
        said = read(path)
        for table, what in said["tables"].items():
            found[said["dataset"], table] = kinds(what["columns"])
    for path in FEATURES:
        said = read(path)
        if "table" in said:
            dataset, table = said["table"].split("/")
            found[dataset, table] = kinds(said["columns"])
    return found


def read(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text())["attributes"]


def kinds(columns: dict[str, Any]) -> dict[str, str]:
    named = {n: c["type"] if isinstance(c, dict) else c for n, c in columns.items()}
    return {name: SAME.get(kind, kind) for name, kind in named.items()}


def test_every_source_column_is_declared_with_its_type(parsed: Project) -> None:
    tables = declared()
    wrong = []
    for source in parsed.manifest["sources"].values():
        address = (source["source_name"], source["name"])
        if address == ("ml", "model_versions"):
            continue  # the registry's columns are the component's own; see the next test
        columns = tables.get(address)
        if columns is None:
            wrong.append((*address, "nobody makes this table"))
            continue
        wrong += [
            (*address, name, column["data_type"], columns.get(name))
            for name, column in source["columns"].items()
            if columns.get(name) != column["data_type"].upper()
        ]
    assert wrong == []


def test_the_registry_has_the_columns_that_dbt_reads(parsed: Project) -> None:
    registry = pytest.importorskip("weir.components.feature.registry")
    source = parsed.manifest["sources"]["source.weir.ml.model_versions"]
    assert kinds({n: str(k.value) for n, k in registry.COLUMNS.items()}) == {
        name: column["data_type"].upper() for name, column in source["columns"].items()
    }


def test_what_features_read_is_in_the_models_with_its_type(parsed: Project) -> None:
    models = {
        (n["schema"], n["name"]): {
            name: (column["data_type"] or "?").upper().split("(")[0]
            for name, column in n["columns"].items()
        }
        for n in parsed.manifest["nodes"].values()
        if n["resource_type"] in {"model", "snapshot"}
    }
    made = declared()
    wrong = []
    for path in FEATURES:
        for asked in read(path).get("inputs", {}).values():
            address = tuple(asked["table"].split("/"))
            columns = models.get(address) or made.get(address) or {}
            wrong += [
                (path.parent.name, *address, name)
                for name, kind in kinds(asked["columns"]).items()
                if columns.get(name) != kind
            ]
    assert wrong == []


def test_a_table_that_nobody_reads_is_found(parsed: Project) -> None:
    """Readers are models, exposures, features, that dbt does not know, and metrics of the spine."""
    inputs = {a["table"] for p in FEATURES for a in read(p).get("inputs", {}).values()}
    children = parsed.manifest["child_map"]
    unread = [
        node["name"]
        for unique_id, node in parsed.manifest["nodes"].items()
        if node["resource_type"] in {"model", "snapshot", "seed"}
        and not node.get("time_spine")
        and f"{node['schema']}/{node['name']}" not in inputs
        and not any(c.startswith(("model.", "snapshot.", "exposure.")) for c in children[unique_id])
    ]
    assert unread == []
