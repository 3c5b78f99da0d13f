"""Sizes of the page, in CSS pixels. The style sheet repeats ROW and GAP."""

from dataclasses import dataclass

from weir.lookml.element import COLUMNS, Element

PAGE = 1360  # width of the grid on a wide screen
ROW, GAP = 46, 14
PADDING = 18
HEADING, NOTE, LEGEND = 30, 18, 26
NARROW = 340  # width of a chart on a phone


@dataclass(frozen=True)
class Size:
    """Width and height of a drawing."""

    width: int
    height: int


def wide(tile: Element, *, legend: bool) -> Size:
    """The room that a tile of Looker's grid leaves for its chart."""
    column = (PAGE + GAP) / COLUMNS
    width = tile.width * column - GAP - 2 * PADDING
    height = tile.height * (ROW + GAP) - GAP - 2 * PADDING - HEADING
    height -= NOTE if tile.note else 0
    height -= LEGEND if legend else 0
    return Size(int(width), int(height))


def narrow(tile: Element, *, rows: int) -> Size:
    """The size of a tile's chart on a phone."""
    return Size(NARROW, 40 + 30 * rows if tile.type == "looker_bar" else 230)
