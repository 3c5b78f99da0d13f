"""Lineage from the LookML files: dashboard, explore, view, mart.

Explores and views are declared as external assets: they say by which definition a dashboard reads
a mart. The dashboard depends on the marts as well: a run follows the edges between assets that it
can materialize, and would otherwise draw the page before the mart is built.
"""

import dagster as dg

from weir import fingerprint
from weir.components.freshness import facts, policy
from weir.components.lookml import origins
from weir.components.lookml.settings import Settings
from weir.lookml.block import Block
from weir.lookml.dashboard import Dashboard
from weir.lookml.project import Project
from weir.lookml.version import renderer

KIND = "looker"


def dashboard(project: Project, found: Dashboard, settings: Settings) -> dg.AssetSpec:
    """The asset of a dashboard."""
    explores = project.explores_of(found)
    tables = {explore.view.table for explore in explores}
    tables |= {settings.as_of} if settings.as_of else set()
    files = {found.place.file, *(explore.view.block.place.file for explore in explores)}
    return dg.AssetSpec(
        dg.AssetKey(["dashboards", found.name]),
        deps=[
            *(dg.AssetKey(list(table)) for table in sorted(tables)),
            *(dg.AssetKey([KIND, "explore", explore.name]) for explore in explores),
        ],
        description=f"{found.title}. {found.description}".strip(),
        owners=settings.owners,
        group_name=settings.group,
        tags=settings.tags,
        kinds={KIND},
        code_version=code_version(project, found, settings),
        freshness_policy=policy(settings.freshness),
        automation_condition=settings.automation.condition(),
        metadata={
            **facts(settings.freshness),
            "lookml": sorted(str(path.relative_to(settings.root.parent)) for path in files),
            "tiles": len(found.tiles),
            **origins.metadata(project, found),
        },
    )


def code_version(project: Project, found: Dashboard, settings: Settings) -> str:
    """Hash of exactly the LookML that a dashboard uses, and of what draws it."""
    explores = project.explores_of(found)
    others = sorted((d.name, d.title) for d in project.dashboards.values())
    return fingerprint.of_text(
        renderer(),
        found.block.canonical(),
        *(explore.view.block.canonical() for explore in explores),
        repr(settings.as_of),
        settings.dagster_url,
        repr(others),  # the page links to them
    )


def looker(project: Project, settings: Settings) -> list[dg.AssetSpec]:
    """The explores and views, as assets that nobody here materializes."""
    explores = [
        _described(explore.block, dg.AssetKey([KIND, "view", explore.view.name]), settings)
        for explore in project.explores.values()
    ]
    views = [
        _described(view.block, dg.AssetKey(list(view.table)), settings)
        for view in project.views.values()
    ]
    return explores + views


def _described(block: Block, reads: dg.AssetKey, settings: Settings) -> dg.AssetSpec:
    return dg.AssetSpec(
        dg.AssetKey([KIND, block.kind, block.name]),
        deps=[reads],
        description=block.text("description") or block.text("label"),
        owners=settings.owners,
        group_name=KIND,
        kinds={KIND},
    )
