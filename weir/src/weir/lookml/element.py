"""Tiles of a dashboard, as LookML declares them."""

from dataclasses import dataclass
from typing import Any

from weir.lookml.block import Block, Scalar
from weir.lookml.place import Place

COLUMNS = 24  # of Looker's newspaper layout
CHARTS = ("looker_line", "looker_area", "looker_column", "looker_bar")
TYPES = ("single_value", *CHARTS, "looker_grid", "text")
LAYOUT = ("name", "type", "title", "row", "col", "width", "height")
QUERY = ("model", "explore", "fields", "sorts", "filters", "listen", "limit")
NOTE = ("note_text", "note_state", "note_display")
OWN: dict[str, tuple[str, ...]] = {
    "single_value": (
        *("show_comparison", "comparison_type", "comparison_label", "show_comparison_label"),
        "comparison_reverse_colors",
    ),
    "looker_line": ("pivots", "series_colors"),
    "looker_area": ("pivots", "series_colors", "stacking"),
    "looker_column": ("pivots", "series_colors", "stacking"),
    "looker_bar": ("pivots", "series_colors", "stacking"),
    "looker_grid": ("series_cell_visualizations",),
    "text": ("title_text", "subtitle_text", "body_text"),
}


@dataclass(frozen=True)
class Element:
    """A tile.

    Attributes:
        fields: ids (view.name) in the order in which they are selected.
        sorts: (id, descending).
        filters: id to filter expression.
        listen: name of a dashboard's filter to the id that it filters.
        stacking: "", "normal" or "percent".
        bars: ids of a grid's columns that are drawn with a bar.
    """

    name: str
    type: str
    title: str
    note: str
    explore: str
    fields: tuple[Scalar, ...]
    pivots: tuple[Scalar, ...]
    sorts: tuple[tuple[Scalar, bool], ...]
    filters: dict[str, Scalar]
    listen: dict[str, Scalar]
    limit: int | None
    row: int
    col: int
    width: int
    height: int
    place: Place
    block: Block
    stacking: str = ""
    comparison: str | None = None
    reverse_colors: bool = False
    series_colors: dict[str, str] | None = None
    bars: tuple[str, ...] = ()
    subtitle: str = ""

    @property
    def is_query(self) -> bool:
        """Whether the tile shows data."""
        return self.type != "text"

    def __str__(self) -> str:
        return f"tile {self.name}"


def element(block: Block, model: str) -> Element:
    """An entry of a dashboard's `elements`.

    Raises:
        WeirError: a key that its type of tile doesn't have, or a value that is not supported.
    """
    kind = block.choice("type", *TYPES)
    is_text = kind == "text"
    shared = LAYOUT if is_text else (*LAYOUT, *QUERY, *NOTE)
    block.only(*shared, *OWN[kind])
    values: dict[str, Any] = {} if is_text else _query(block, model)
    made = Element(
        name=block.required("name"),
        type=kind,
        title=block.required("title_text" if is_text else "title"),
        note=_note(block),
        explore=values.pop("explore", ""),
        fields=block.texts("fields"),
        pivots=block.texts("pivots"),
        sorts=tuple(_sort(item, block) for item in block.texts("sorts")),
        filters=block.pairs("filters"),
        listen=block.pairs("listen"),
        limit=block.whole("limit") if block.find("limit") else None,
        row=block.whole("row"),
        col=block.whole("col"),
        width=block.whole("width"),
        height=block.whole("height"),
        place=block.place,
        block=block,
        subtitle=block.text("subtitle_text"),
        **values,
    )
    if made.col + made.width > COLUMNS or not made.width or not made.height:
        raise block.at("width").refuse(
            f"{made} does not fit into the {COLUMNS} columns", "make col + width at most 24"
        )
    return made


def _query(block: Block, model: str) -> dict[str, Any]:
    block.choice("model", model)
    colors = block.pairs("series_colors")
    return {
        "explore": block.required("explore"),
        "stacking": block.choice("stacking", "", "normal", "percent", default=""),
        "comparison": _comparison(block),
        "reverse_colors": block.flag("comparison_reverse_colors"),
        "series_colors": {name: color.text for name, color in colors.items()},
        "bars": _bars(block),
    }


def _comparison(block: Block) -> str | None:
    if not block.flag("show_comparison"):
        return None
    block.choice("comparison_type", "change")
    return block.required("comparison_label")


def _note(block: Block) -> str:
    if block.find("note_text") is None:
        return ""
    block.choice("note_state", "expanded")
    block.choice("note_display", "above")
    return block.required("note_text")


def _sort(item: Scalar, block: Block) -> tuple[Scalar, bool]:
    name, _, direction = item.text.partition(" ")
    if direction not in {"", "asc", "desc"}:
        raise item.place.refuse(f"{block}: can't sort by {item.text!r}", "write `field desc`")
    return Scalar(name, item.place), direction == "desc"


def _bars(block: Block) -> tuple[str, ...]:
    entry = block.find("series_cell_visualizations")
    if entry is None:
        return ()
    if not isinstance(entry.value, Block):
        raise entry.place.refuse(
            f"{block}: {entry.key} takes pairs", "write `field: {is_active: true}`"
        )
    active: list[str] = []
    for cell in entry.value.entries:
        if not isinstance(cell.value, Block):
            raise cell.place.refuse(f"{block}: {cell.key} takes pairs", "write `{is_active: true}`")
        cell.value.only("is_active")
        if cell.value.flag("is_active"):
            active.append(cell.key)
    return tuple(active)
