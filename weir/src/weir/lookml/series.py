"""The series of a chart: what is drawn in which colour."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from weir.lookml.field import Field
from weir.lookml.tile import Tile, text

# Told apart by people with the usual colour weaknesses, and 3:1 against white.
PALETTE = ("#1f5673", "#c8752b", "#4a8f7b", "#8c4a6b", "#6b7280", "#a08a2c", "#3d6fb4", "#b8452f")


@dataclass(frozen=True)
class Point:
    """One value of a chart.

    Attributes:
        axis: the category or day.
        label: the category or day as it is shown.
        order: the series' place in a stack.
    """

    axis: str
    label: str
    series: str
    order: int
    value: float | None
    shown: str


@dataclass(frozen=True)
class Chart:
    """A tile's data as points, in the order of its rows."""

    tile: Tile
    axis: Field
    measure: Field
    names: list[str]
    colors: list[str]
    points: list[Point]

    @property
    def labels(self) -> list[str]:
        """The categories or days, once each."""
        return list(dict.fromkeys(point.label for point in self.points))


def chart(tile: Tile) -> Chart:
    """The points of a chart's tile: a series for each measure, or for each value of its pivot."""
    pivots = {ref.text for ref in tile.element.pivots}
    axis = next(f for f in tile.fields if not f.is_measure and f.id not in pivots)
    measures = [f for f in tile.fields if f.is_measure]
    pivot = next((f for f in tile.fields if f.id in pivots), None)
    if pivot is None:
        names, ids = [m.label for m in measures], [m.id for m in measures]
        points = [p for i, m in enumerate(measures) for p in _points(tile, axis, m, m.label, i)]
    else:
        names = ids = tile.categories(pivot)
        series = [text(value) for value in tile.column(pivot)]
        points = [
            Point(p.axis, p.label, name, names.index(name), p.value, p.shown)
            for p, name in zip(_points(tile, axis, measures[0], "", 0), series, strict=True)
        ]
    own = tile.element.series_colors or {}
    colors = [own.get(key, PALETTE[i % len(PALETTE)]) for i, key in enumerate(ids)]
    return Chart(tile, axis, measures[0], names, colors, points)


def _points(tile: Tile, axis: Field, measure: Field, name: str, order: int) -> list[Point]:
    years = {v.year for v in tile.column(axis) if isinstance(v, dt.date)}
    return [
        Point(
            axis=text(at),
            label=day(at, axis.timeframe, with_year=len(years) > 1),
            series=name,
            order=order,
            value=None if value is None else float(value),
            shown=measure.format.text(value),
        )
        for at, value in zip(tile.column(axis), tile.column(measure), strict=True)
    ]


def day(value: Any, timeframe: str | None, *, with_year: bool = True) -> str:
    """A dimension's value as a reader sees it: days and months in words."""
    if not isinstance(value, dt.date):
        return text(value)
    year = f" {value.year}" if with_year else ""
    match timeframe:
        case "month":
            return f"{value:%b}{year}"
        case "quarter":
            return f"Q{(value.month + 2) // 3}{year}"
        case "year":
            return str(value.year)
        case _:
            return f"{value.day} {value:%b}{year}"
