"""Tables."""

from weir.lookml.field import Field
from weir.lookml.markup import tag, words
from weir.lookml.series import day
from weir.lookml.tile import Tile


def grid(tile: Tile) -> str:
    """A tile's rows as a table; columns with a bar show each value's part of the largest."""
    largest = {
        field.id: max((abs(float(v)) for v in tile.column(field) if v is not None), default=0.0)
        for field in tile.fields
        if field.id in tile.element.bars
    }
    head = tag(
        "tr", *(tag("th", words(f.label), scope="col", class_=_side(f)) for f in tile.fields)
    )
    rows = [
        tag("tr", *(_cell(f, v, largest.get(f.id)) for f, v in zip(tile.fields, row, strict=False)))
        for row in tile.rows
    ]
    table = tag("table", tag("thead", head), tag("tbody", *rows), class_="grid")
    label = f"{tile.element.title}, table"
    return tag("div", table, class_="scroll", tabindex=0, role="region", aria_label=label)


def _cell(field: Field, value: object, largest: float | None) -> str:
    shown = words(field.format.text(value) if field.is_measure else day(value, field.timeframe))
    if largest is None or value is None:
        return tag("td", shown, class_=_side(field))
    part = abs(float(str(value))) / largest if largest else 0.0
    return tag("td", shown, class_=f"{_side(field)} bar", style=f"--part:{part:.3f}")


def _side(field: Field) -> str:
    return "number" if field.is_measure else "name"
