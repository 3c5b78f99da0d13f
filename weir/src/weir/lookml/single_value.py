"""KPI cards: a value, and how it moved."""

from typing import Any

from weir.lookml.field import Field
from weir.lookml.markup import tag, words
from weir.lookml.tile import Tile


def single_value(tile: Tile) -> str:
    """A value in large type, with the change against the previous period where one is asked."""
    row, fields = tile.rows[0], tile.fields
    value = tag(
        "p",
        words(fields[0].format.text(row[0])),
        class_="value",
        data_field=fields[0].id,
        data_value=row[0],
    )
    if tile.element.comparison is None:
        return value
    return value + _change(tile, fields[1], row[1], tile.element.comparison)


def _change(tile: Tile, field: Field, value: Any, label: str) -> str:
    if value is None:
        return tag("p", words(f"nothing to compare: {label}"), class_="change flat")
    up, flat = value > 0, field.format.text(abs(value)) == field.format.text(0)
    good = up != tile.element.reverse_colors
    style = "flat" if flat else "good" if good else "bad"
    sign, spoken = ("■", "unchanged") if flat else ("▲", "up") if up else ("▼", "down")
    pill = tag(
        "span",
        tag("span", sign, aria_hidden="true"),
        tag("span", spoken, class_="unseen"),
        words(f" {field.format.text(abs(value))}"),
        class_="pill",
        data_field=field.id,
        data_value=value,
    )
    return tag("p", pill, words(f" {label}"), class_=f"change {style}")
