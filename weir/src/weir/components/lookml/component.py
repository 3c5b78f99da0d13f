"""The component that a `defs.yaml` names."""

import re
from pathlib import Path
from typing import Annotated

import dagster as dg
from pydantic import Field, field_validator

from weir.components.automation import DEFAULT, Automated
from weir.components.declared import DeclaredComponent
from weir.components.freshness import Freshness
from weir.components.lookml import lineage
from weir.components.lookml.asset import build
from weir.components.lookml.scaffold import LookmlScaffolder
from weir.components.lookml.settings import Settings
from weir.errors import WeirError
from weir.lookml.project import load

ADDRESS = re.compile(r"(\w+)\.(\w+)")


@dg.scaffold_with(LookmlScaffolder)
class LookmlDashboards(DeclaredComponent):
    """The dashboards of a LookML project.

    The LookML files are the only definition: Looker reads them in production, and everywhere a
    step asks each tile's query of the warehouse and draws a page. What the interpreter does not
    know is an error that names file and line.

    Attributes:
        project: the LookML project's folder, relative to the code location's folder.
        as_of: `dataset.table` with one row and the column `as_of`: the day that counts as today
            in relative date filters. Without it, they are refused.
        dagster_url: where the pages' links to assets lead; "" where both have one host.
        owners: `team:name` or an e-mail address.
        group: group of the dashboards' assets.
        tags: tags of the dashboards' assets.
        freshness: when a dashboard is late, for example `{fail_window: 36h}`.
        automation: when a dashboard is drawn by itself: a name, or
            `{when:, cron:, timezone:, cooldown:}`.
    """

    project: str
    as_of: str | None = None
    dagster_url: str = "http://127.0.0.1:3000"
    owners: list[str]
    group: str = "dashboards"
    tags: Annotated[dict[str, str], Field(default_factory=dict)]
    freshness: Freshness | None = None
    automation: Automated = DEFAULT

    @field_validator("as_of")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        if value is not None and not ADDRESS.fullmatch(value):
            raise ValueError(f"{value!r} is no table; write dataset.table")
        return value

    def build_defs(self, context: dg.ComponentLoadContext) -> dg.Definitions:
        root = (context.project_root / self.project).resolve()
        if not root.is_dir():
            raise WeirError(
                f"there is no LookML project {self.project!r}",
                where=f"{context.path / 'defs.yaml'}, key project ({root})",
                fix="name the folder with the *.model.lkml, relative to the code location's folder",
            )
        project = load(root, dated=self.as_of is not None)
        settings = self.settings(root)
        dashboards = [
            build(project, settings, lineage.dashboard(project, found, settings))
            for found in project.dashboards.values()
        ]
        return dg.Definitions(assets=[*dashboards, *lineage.looker(project, settings)])

    def settings(self, root: Path) -> Settings:
        """What the assets need of the YAML."""
        found = ADDRESS.fullmatch(self.as_of) if self.as_of else None
        return Settings(
            root=root,
            as_of=(found[1], found[2]) if found else None,
            dagster_url=self.dagster_url.rstrip("/"),
            owners=self.owners,
            group=self.group,
            tags=self.tags,
            freshness=self.freshness,
            automation=self.automation,
        )
