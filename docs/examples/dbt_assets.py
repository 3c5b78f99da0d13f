# ruff: noqa: INP001 - a file to copy, no package
"""The plain decorator of dagster-dbt, for a team that wants its dbt step in Python.

Put it beside a `definitions.py`; SHOP_DBT_PROJECT is the folder with `dbt_project.yml`. What Weir's
component adds is not here: a fixed order of gates, checks of sources, a manifest that is noticed
to be stale, and a dbt that ends with its run.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtCliResource, DbtProject, dbt_assets

# Absolute: dagster-dbt may run dbt in a copy of the project; relative paths lead elsewhere.
project = DbtProject(project_dir=Path(os.environ["SHOP_DBT_PROJECT"]).resolve())
project.prepare_if_dev()


class Addresses(DagsterDbtTranslator):
    """Keys are addresses, dataset and table: they join the graph of the other locations."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """The resolved schema and the alias, which the stock key leaves out."""
        node = dbt_resource_props
        table = node.get("identifier") or node.get("alias") or node["name"]
        return dg.AssetKey([node["schema"], table])


@dbt_assets(
    manifest=project.manifest_path,
    project=project,
    dagster_dbt_translator=Addresses(),
    pool="warehouse",  # one writer at a time, together with all other steps
)
def shop(context: dg.AssetExecutionContext, dbt: DbtCliResource) -> Iterator[Any]:
    """Build every model and run every test."""
    yield from dbt.cli(["build"], context=context).stream()


defs = dg.Definitions(assets=[shop], resources={"dbt": DbtCliResource(project_dir=project)})
