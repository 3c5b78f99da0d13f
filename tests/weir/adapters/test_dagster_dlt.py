"""The faults of dagster-dlt that the adapter works around: when one is gone, so may its part."""

from types import SimpleNamespace
from typing import Any

import dlt
import pytest
from dagster_dlt import DagsterDltResource

from weir.adapters.dagster_dlt import Dlt


def schema() -> Any:
    made = dlt.Schema("s")
    column = {"name": "a", "data_type": "bigint", "nullable": True}
    made.update_table({"name": "t", "columns": {"a": column}})
    return made


def test_the_stock_resource_still_takes_dlts_schema_apart() -> None:
    """dagster#34052; when this fails, `_extract_table_schema_metadata` of the adapter may go."""
    live = schema()
    DagsterDltResource()._extract_table_schema_metadata("t", live)
    assert "name" not in live.tables["t"]["columns"]["a"]


def test_ours_leaves_dlts_schema_whole() -> None:
    live = schema()
    shown = Dlt()._extract_table_schema_metadata("t", live)
    assert [column.name for column in shown.columns] == ["a"]
    assert live.tables["t"]["columns"]["a"]["name"] == "a"


def load_of_nothing() -> dict[str, Any]:
    pipeline = SimpleNamespace(
        default_schema=schema(), last_trace=SimpleNamespace(last_normalize_info=None)
    )
    return {
        "context": None,
        "resource": SimpleNamespace(table_name="t"),
        "load_info": SimpleNamespace(asdict=dict),
        "dlt_pipeline": pipeline,
    }


def test_the_stock_resource_still_fails_after_a_load_of_nothing() -> None:
    """dagster#33572; when this fails, `extract_resource_metadata` of the adapter may go."""
    with pytest.raises(AttributeError):
        DagsterDltResource().extract_resource_metadata(**load_of_nothing())


def test_ours_says_that_nothing_was_loaded() -> None:
    assert Dlt().extract_resource_metadata(**load_of_nothing()) == {"rows_loaded": 0}
