"""One source of the code location, with a home of its own."""

import importlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dagster as dg
from dagster.components.core.component_tree import ComponentTree

from weir.warehouse import open_warehouse

MEMBER = Path(__file__).parents[2] / "ingestion"
TREE = "ingestion.defs"


def defs_of(source: str) -> dg.Definitions:
    """The definitions of one source's folder."""
    tree = ComponentTree(defs_module=importlib.import_module(TREE), project_root=MEMBER)
    return tree.build_defs(MEMBER / "src" / "ingestion" / "defs" / source)


@dataclass
class Source:
    """A source of the location that is loaded in process."""

    name: str
    instance: dg.DagsterInstance = field(default_factory=dg.DagsterInstance.ephemeral)

    def load(self, *days: str, tables: tuple[str, ...] = ()) -> dg.ExecuteInProcessResult:
        """Load its tables; never raises."""
        tags = {}
        if days:
            tags["dagster/asset_partition_range_start"] = days[0]
            tags["dagster/asset_partition_range_end"] = days[-1]
        job = defs_of(self.name).resolve_implicit_global_asset_job_def()
        keys = [dg.AssetKey([self.name, table]) for table in tables]
        return job.execute_in_process(
            instance=self.instance, raise_on_error=False, tags=tags, asset_selection=keys or None
        )


def loaded(result: dg.ExecuteInProcessResult) -> dict[str, int]:
    """Rows that the run loaded, by table."""
    assert result.success, explanation(result)
    return {
        event.asset_key.path[1]: event.materialization.metadata["rows_loaded"].value
        for event in result.get_asset_materialization_events()
    }


def explanation(result: dg.ExecuteInProcessResult) -> str:
    """What the step says of its failure."""
    event = next(e for e in result.all_events if e.is_step_failure)
    data = event.step_failure_data
    if data.user_failure_data:
        return str(data.user_failure_data.description)
    return str((data.error.cause or data.error).message)


def sql(query: str) -> list[tuple[Any, ...]]:
    """Rows of a query on the live warehouse."""
    with open_warehouse().session("test", read_only=True) as session:
        return session.rows(query)
