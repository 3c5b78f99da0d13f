"""A dashboard as one static HTML page."""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from importlib import resources

from weir.lookml import freshness
from weir.lookml.dashboard import Dashboard
from weir.lookml.drawing import figure
from weir.lookml.element import Element
from weir.lookml.filter import period
from weir.lookml.grid import grid
from weir.lookml.markup import tag, words
from weir.lookml.project import Project
from weir.lookml.series import chart
from weir.lookml.single_value import single_value
from weir.lookml.source import Source
from weir.lookml.tile import Tile


@dataclass(frozen=True)
class Page:
    """What a page is made of.

    Attributes:
        today: the day that relative dates count from.
        dagster_url: base of the links to assets; "" makes them relative.
    """

    project: Project
    dashboard: Dashboard
    tiles: list[Tile]
    today: dt.date | None
    sources: list[Source]
    dagster_url: str
    built: dt.datetime


def render(page: Page) -> str:
    """The page as HTML. It needs no network, and no script but to tell ages."""
    tiles = {tile.element.name: tile for tile in page.tiles}
    cards = [
        _card(page, tiles[element.name]) if element.is_query else _heading(element)
        for element in page.dashboard.elements
    ]
    body = [
        _header(page),
        tag("main", *cards, class_="board"),
        freshness.section(page.sources, page.dagster_url),
        _footer(page),
    ]
    rules = "".join(_switch(tile) for tile in page.tiles if tile.element.type != "single_value")
    return document(page.dashboard.title, "".join(body), rules)


def document(title: str, body: str, rules: str = "") -> str:
    """An HTML document with the style and the script of all pages."""
    head = [
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        tag("title", words(title)),
        tag("style", _asset("page.css") + rules),
    ]
    content = tag("body", body, tag("script", _asset("age.js")))
    return "<!doctype html>\n" + tag("html", tag("head", *head), content, lang="en") + "\n"


def _header(page: Page) -> str:
    links = [
        tag(
            "a",
            words(other.title),
            href=f"{name}.html",
            aria_current="page" if name == page.dashboard.name else None,
        )
        for name, other in page.project.dashboards.items()
    ]
    nav = tag("nav", tag("a", "All", href="index.html"), *links, aria_label="Dashboards")
    chips = [_chip(f.title, _filter_text(page, name)) for name, f in page.dashboard.filters.items()]
    if page.today:
        last = page.today - dt.timedelta(days=1)
        chips.insert(0, _chip("Data through", f"{last.day} {last:%b %Y}"))
    chips.append(freshness.summary(page.sources))
    title = tag("h1", words(page.dashboard.title))
    about = tag("p", words(page.dashboard.description))
    return tag("header", nav, title, about, tag("div", *chips, class_="chips"))


def _chip(name: str, value: str) -> str:
    return tag("span", tag("b", words(name)), words(f" {value}"), class_="chip")


def _filter_text(page: Page, name: str) -> str:
    found = page.dashboard.filters[name]
    if found.default is None:
        return "any"
    view = page.project.explores[found.explore].view
    if view.field(found.field.text.rpartition(".")[2], found.place).type == "time":
        return period(found.default, page.today).text()
    return found.default.text


def _heading(element: Element) -> str:
    about = tag("span", words(element.subtitle)) if element.subtitle else ""
    return tag("h2", words(element.title), about, class_="heading", style=_place(element))


def _card(page: Page, tile: Tile) -> str:
    element = tile.element
    match element.type:
        case "single_value":
            shown, style = single_value(tile), "card kpi"
        case "looker_grid":
            shown, style = grid(tile), "card"
        case _:
            shown, style = figure(chart(tile)), "card"
    span = tile.query.period
    note = element.note or (span.text() if span else "")
    asset = "/".join(tile.table)
    link = tag(
        "a",
        "↗",
        href=f"{page.dagster_url}/assets/{asset}",
        class_="asset",
        title=f"{asset} in Dagster",
        aria_label=f"Open {asset} in Dagster",
    )
    title = tag("h3", words(element.title), link)
    about = tag("p", words(note), class_="note") if note else ""
    return tag("section", title, about, shown, id=element.name, class_=style, style=_place(element))


def _place(element: Element) -> str:
    return (
        f"--col:{element.col + 1};--width:{element.width};"
        f"--row:{element.row + 1};--height:{element.height}"
    )


def _switch(tile: Tile) -> str:
    """Below two thirds of its room a chart's text is too small; the one for phones is shown."""
    from weir.lookml.layout import wide

    limit = int(wide(tile.element, legend=False).width * 0.68)
    name = tile.element.name
    return (
        f"@container (max-width:{limit}px){{#{name} .wide{{display:none}}"
        f"#{name} .narrow{{display:block}}}}"
    )


def _footer(page: Page) -> str:
    name = page.dashboard.place.file.relative_to(page.project.root.parent)
    made = f"{page.built.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC"
    return tag(
        "footer",
        words(f"Built {made} from {name}. Looker reads the same file in production."),
    )


@cache
def _asset(name: str) -> str:
    return resources.files("weir.lookml").joinpath(name).read_text(encoding="utf-8")
