"""Tiles with their data."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from weir.errors import WeirError
from weir.lookml.dashboard import Dashboard
from weir.lookml.dialect import translate
from weir.lookml.element import Element
from weir.lookml.field import Field
from weir.lookml.project import Project
from weir.lookml.query import Query, query
from weir.warehouse import Session, Warehouse

MOST_ROWS = 500  # Looker cuts there when a tile names no limit


@dataclass(frozen=True)
class Tile:
    """A tile, its query as it was sent, and the rows that came back."""

    element: Element
    query: Query
    sql: str
    rows: list[tuple[Any, ...]]

    @property
    def fields(self) -> tuple[Field, ...]:
        """The visible columns."""
        return self.query.fields

    @property
    def table(self) -> tuple[str, str]:
        """The mart that the tile shows."""
        return self.query.view.table

    def column(self, field: Field) -> list[Any]:
        """The values of a field, row by row."""
        index = self.fields.index(field)
        return [row[index] for row in self.rows]

    def categories(self, field: Field) -> list[str]:
        """The distinct values of a field, sorted as its `order_by_field` says, else by name."""
        index, order = self.fields.index(field), self.query.ordered.get(field.id)
        ranked = {(row[order] if order is not None else 0, text(row[index])) for row in self.rows}
        return [name for _, name in sorted(ranked)]


def text(value: Any) -> str:
    """A dimension's value as a reader sees it; Looker's sign for a missing one."""
    return "∅" if value is None else str(value)


def fetch(
    dashboard: Dashboard,
    project: Project,
    warehouse: Warehouse,
    session: Session,
    today: dt.date | None,
) -> list[Tile]:
    """The tiles of a dashboard with their data.

    Raises:
        WeirError: a query fails, or a tile has no rows, more rows than Looker would show, or no
            value; naming the tile, file and line.
    """
    return [
        _fetch(element, query(element, dashboard, view, today), warehouse, session)
        for element in dashboard.tiles
        for view in [project.explores[element.explore].view]
    ]


def _fetch(element: Element, asked: Query, warehouse: Warehouse, session: Session) -> Tile:
    sql = translate(asked, warehouse)
    try:
        rows = session.rows(sql)
    except Exception as error:  # whatever the engine raises, the tile is what the reader needs
        raise element.place.refuse(
            f"{element}: its query failed: {error}\n{sql}", "correct the view's SQL or the mart"
        ) from error
    tile = Tile(element, asked, sql, rows)
    _refuse_empty(tile)
    return tile


def _refuse_empty(tile: Tile) -> None:
    element = tile.element
    empty = not tile.rows or all(v is None for v in tile.rows[0][: len(tile.fields)])
    if empty or (element.type == "single_value" and tile.rows[0][0] is None):
        raise _without(tile, "has no data")
    if element.limit is None and _shown_rows(tile) > MOST_ROWS:
        raise _without(tile, f"has more than {MOST_ROWS} rows, of which Looker would cut the rest")


def _without(tile: Tile, what: str) -> WeirError:
    return tile.element.place.refuse(
        f"{tile.element} {what}\n{tile.sql}",
        "correct its filters or the mart; a tile that says nothing is broken",
    )


def _shown_rows(tile: Tile) -> int:
    """Rows as Looker counts them: a pivot's values stand side by side."""
    pivots = {ref.text for ref in tile.element.pivots}
    kept = [i for i, f in enumerate(tile.fields) if not f.is_measure and f.id not in pivots]
    return len({tuple(row[i] for i in kept) for row in tile.rows}) if kept else len(tile.rows)
