"""Charts as inline SVG."""

import re
from html import escape

from weir.lookml.layout import Size, narrow, wide
from weir.lookml.markup import tag, words
from weir.lookml.series import Chart
from weir.lookml.value_format import MISSING
from weir.lookml.vega import specification

LARGEST = 1.3  # how far a drawing may grow: beyond it its text is larger than the page's
VERSION = "6.4"  # of Vega-Lite; the newest that vl-convert carries
MARK = re.compile(r'<(path|rect)\b([^>]*?)\saria-label="([^"]*)"([^>]*?)(?:/>|></\1>)')
ARIA = re.compile(r'\s(?:aria-[a-z]+|role)="[^"]*"')
SIZE = re.compile(r'\s(?:width|height)="[^"]*"')


def figure(chart: Chart) -> str:
    """A chart for wide and one for small screens, a legend, and the same data as a table."""
    element = chart.tile.element
    several = len(chart.names) > 1
    drawings = [
        ("wide", wide(element, legend=several)),
        ("narrow", narrow(element, rows=len(chart.labels))),
    ]
    said = f"{element.title}. {len(chart.labels)} values by {chart.axis.label.lower()}."
    drawn = [
        _draw(chart, size, name, f"{said} The table below holds them.") for name, size in drawings
    ]
    return tag("figure", _legend(chart) if several else "", *drawn, _table(chart))


def _draw(chart: Chart, size: Size, name: str, said: str) -> str:
    import vl_convert

    svg = vl_convert.vegalite_to_svg(specification(chart, size), vl_version=VERSION)
    opening = (
        f'<svg class="drawing {name}" style="max-width:{int(size.width * LARGEST)}px" '
        f'role="img" aria-label="{escape(said)}"'
    )
    return inline(svg, f"{chart.tile.element.name}-{name}", opening)


def inline(svg: str, prefix: str, opening: str) -> str:
    """An SVG made fit to stand in a page beside others.

    Vega numbers its clip paths from 0 in every drawing: in one page, all of them would be clipped
    by the first. What it says of a mark in `aria-label` becomes a title, which browsers show to
    a pointer without any script.

    Args:
        svg: a drawing as Vega writes it.
        prefix: put before the drawing's own ids.
        opening: the page's own `<svg …` with its attributes, which takes the place of Vega's.
    """
    svg = MARK.sub(lambda m: f"<{m[1]}{m[2]}{m[4]}><title>{m[3]}</title></{m[1]}>", svg)
    svg = ARIA.sub("", svg)
    svg = re.sub(r'(id="|url\(#|href="#)((?:clip|gradient)\w*)', rf"\1{prefix}-\2", svg)
    head, rest = svg.split(">", 1)
    kept = SIZE.sub("", head.removeprefix("<svg")).replace(' class="marks"', "")
    return f"{opening}{kept}>{rest}"


def _legend(chart: Chart) -> str:
    items = [
        tag("li", tag("i", style=f"background:{color}", aria_hidden="true"), words(name))
        for name, color in zip(chart.names, chart.colors, strict=True)
    ]
    return tag("ul", *items, class_="legend")


def _table(chart: Chart) -> str:
    """The data for those who can't see the drawing, and for tests."""
    by_place = {(p.label, p.series): p for p in chart.points}
    names = chart.names if len(chart.names) > 1 else [chart.points[0].series]
    shown = names if len(names) > 1 else [chart.measure.label]
    head = tag("tr", *(tag("th", words(n), scope="col") for n in (chart.axis.label, *shown)))
    rows: list[str] = []
    for label in chart.labels:
        cells = [tag("th", words(label), scope="row")]
        for name in names:
            point = by_place.get((label, name))
            cells.append(tag("td", words(point.shown if point else MISSING)))
        rows.append(tag("tr", *cells))
    caption = tag("caption", words(chart.tile.element.title))
    table = tag("table", caption, tag("thead", head), tag("tbody", *rows))
    return tag("div", table, class_="unseen")  # a table is never narrower than its words
