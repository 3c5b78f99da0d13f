"""A location of its own for one test: a package with features, a warehouse, an instance."""

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from weir.components.feature import Feature
from weir.warehouse.duckdb import DuckDBWarehouse

PROJECT = Path(__file__).parents[4]


@dataclass
class Location:
    """A code location in a temporary folder."""

    folder: Path
    package: str
    warehouse: DuckDBWarehouse
    instance: dg.DagsterInstance = field(default_factory=dg.DagsterInstance.ephemeral)

    @property
    def defs(self) -> Path:
        return self.folder / "src" / self.package / "defs"

    def write(self, name: str, files: Mapping[str, str]) -> Path:
        target = self.defs / name
        target.mkdir(exist_ok=True)
        (target / "__init__.py").touch()
        for file, text in files.items():
            (target / file).write_text(textwrap.dedent(text))
        return target

    def component(self, name: str) -> Any:
        context = self.context(name)
        return Feature.from_yaml_path(self.defs / name / "defs.yaml", context).components[0]

    def refusal(self, name: str) -> str:
        """What a person reads of a `defs.yaml` that does not load."""
        with pytest.raises(Exception, match="Error while loading component") as caught:
            self.component(name)
        return str(caught.value.__cause__)

    def context(self, name: str) -> dg.ComponentLoadContext:
        return dg.ComponentTree.for_project(self.folder).load_context.for_path(self.defs / name)

    def definitions(self, *names: str) -> dg.Definitions:
        return dg.Definitions.merge(
            *(self.component(name).build_defs(self.context(name)) for name in names)
        )

    def spec(self, name: str) -> dg.AssetSpec:
        (asset,) = self.definitions(name).assets or []
        assert isinstance(asset, dg.AssetsDefinition)
        (spec,) = asset.specs
        return spec

    def run(self, *names: str, checks_only: bool = False) -> dg.ExecuteInProcessResult:
        definitions = self.definitions(*names)
        assets = list(definitions.assets or [])
        everything = dg.AssetSelection.assets(*assets)
        selection = dg.AssetSelection.checks_for_assets(*assets) if checks_only else everything
        job = dg.define_asset_job("job", selection=selection)
        made = dg.Definitions(assets=assets, jobs=[job], executor=dg.in_process_executor)
        return made.resolve_job_def("job").execute_in_process(
            instance=self.instance, raise_on_error=False
        )

    def sql(self, *statements: str) -> list[tuple[Any, ...]]:
        """Run statements, return the rows of the last."""
        with self.warehouse.session("test") as session:
            for statement in statements[:-1]:
                session.execute(statement)
            return session.rows(statements[-1])


def failure(result: dg.ExecuteInProcessResult) -> str:
    """What a person reads of the step that failed."""
    (event,) = [e for e in result.all_events if e.is_step_failure]
    data: Any = event.event_specific_data
    return f"{data.error_display_string} {data.user_failure_data.description}"
