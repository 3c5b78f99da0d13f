"""What a feature declares of its inputs and outputs is what the dbt project declares of them."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.ml_features.loading import Declarations

from weir.components.feature import Feature
from weir.components.feature.registry import COLUMNS
from weir.components.feature.types import Type

MODELS = Path(__file__).parents[2] / "transform" / "models"


@pytest.fixture(scope="module")
def in_dbt() -> dict[str, dict[str, str]]:
    """Type of each column of each model and source table, by the table's name."""
    tables: list[dict[str, Any]] = []
    for file in sorted(MODELS.rglob("*.yml")):
        document = yaml.safe_load(file.read_text()) or {}
        tables += document.get("models", [])
        for source in document.get("sources", []):
            tables += source["tables"]
    return {
        table["name"]: {c["name"]: c.get("data_type", "") for c in table.get("columns", [])}
        for table in tables
    }


def agrees(kind: Type, data_type: str) -> bool:
    """A type that depends on dbt's target is written as a template that names both."""
    return any(kind.holds(word) for word in re.findall(r"[a-z]\w*", data_type))


def test_every_input_is_a_model_with_these_columns(
    declarations: Declarations, in_dbt: dict[str, dict[str, str]]
) -> None:
    compared = 0
    for name in declarations.names():
        for declared in declarations.component(name).inputs.values():
            dataset, table = declared.address
            assert table in in_dbt, f"{name} reads {table}, which dbt does not know"
            for column, kind in declared.columns.items():
                data_type = in_dbt[table].get(column)
                assert data_type is not None, f"{dataset}.{table} has no column {column}"
                assert agrees(kind, data_type), f"{table}.{column}: {kind}, dbt: {data_type}"
                compared += 1
    assert compared > 30


def test_every_output_is_the_source_that_marts_read(
    declarations: Declarations, in_dbt: dict[str, dict[str, str]]
) -> None:
    outputs = {
        component.table.partition("/")[2]: {n: c.type for n, c in component.columns.items()}
        for component in map(declarations.component, declarations.names())
        if isinstance(component, Feature)
    }
    outputs["model_versions"] = COLUMNS
    for table, columns in outputs.items():
        assert list(columns) == list(in_dbt[table]), table
        for column, kind in columns.items():
            assert agrees(kind, in_dbt[table][column]), f"{table}.{column}"
