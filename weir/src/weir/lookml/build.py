"""Build a dashboard: ask the warehouse, draw, put the page in place."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from weir.lookml.columns import refuse_missing
from weir.lookml.index import index
from weir.lookml.page import Page, render
from weir.lookml.project import Project
from weir.lookml.publish import put
from weir.lookml.source import Source
from weir.lookml.syntax import check_sql
from weir.lookml.tile import Tile, fetch
from weir.lookml.view import View
from weir.warehouse import Session, Warehouse


@dataclass(frozen=True)
class Built:
    """A dashboard's page and what it shows."""

    path: Path
    tiles: list[Tile]

    @property
    def rows(self) -> dict[str, int]:
        """Rows of each tile."""
        return {tile.element.name: len(tile.rows) for tile in self.tiles}


def ask(
    project: Project, name: str, warehouse: Warehouse, session: Session, today: dt.date | None
) -> list[Tile]:
    """The tiles of a dashboard with their data, after its views were compared with the marts.

    Raises:
        WeirError: a column is missing, SQL can't be parsed or fails, or a tile has no data;
            naming file and line.
    """
    found = project.dashboards[name]
    views = [explore.view for explore in project.explores_of(found)]
    refuse_missing(views, present(views, session))
    for view in views:
        check_sql(view)
    return fetch(found, project, warehouse, session, today)


def build(
    project: Project,
    name: str,
    tiles: list[Tile],
    *,
    today: dt.date | None,
    sources: list[Source],
    dagster_url: str,
    folder: Path,
    clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
) -> Built:
    """Draw a dashboard's page, put it into `folder`, and bring the list of pages up to date."""
    page = Page(project, project.dashboards[name], tiles, today, sources, dagster_url, clock())
    path = folder / f"{name}.html"
    put(path, render(page))
    put(folder / "index.html", index(project, folder))
    return Built(path, tiles)


def present(views: Iterable[View], session: Session) -> dict[tuple[str, str], list[str]]:
    """The columns that the views' tables have in the warehouse."""
    found: dict[tuple[str, str], list[str]] = {}
    for dataset in {view.table[0] for view in views}:
        for table, columns in session.columns(dataset).items():
            found[dataset, table] = [name for name, _ in columns]
    return found
