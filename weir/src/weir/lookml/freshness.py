"""The part of a page that says how old its data is."""

import datetime as dt
import html
import re

from weir.lookml.markup import tag, words
from weir.lookml.source import Source, first_due

CHIP = re.compile(r'<a href="#sources" class="chip age".*?</a>', re.DOTALL)
SECTION = re.compile(
    r'<section id="sources"[^>]*? data-dagster="(?P<url>[^"]*)">.*?</section>', re.DOTALL
)


def summary(sources: list[Source]) -> str:
    """One line for the head of the page: of the source that is the first to be late.

    The script in the page puts ages to it.
    """
    first = first_due(sources)
    if first is None:
        return ""
    name, state = tag("b", words(first.name)), tag("span", class_="state")
    said = [name, words(" loaded "), moment(first), state]
    nearest = first.deadline.isoformat() if first.deadline else None
    return tag("a", *said, href="#sources", class_="chip age", data_deadline=nearest)


def section(sources: list[Source], dagster_url: str) -> str:
    """A row for each source: when it was loaded, how old that is, and by when it must be new."""
    if not sources:
        return ""
    names = ("Source", "Tables", "Loaded", "Age", "Fresh until", "State")
    head = tag("tr", *(tag("th", name, scope="col") for name in names))
    body = tag("tbody", *(_row(source, dagster_url) for source in sources))
    table = tag("table", tag("thead", head), body, class_="grid")
    title = tag("h2", "Where the data comes from")
    scroll = tag("div", table, class_="scroll", tabindex=0, role="region", aria_label="Sources")
    told = {"id": "sources", "class_": "sources", "data_dagster": dagster_url}
    return tag("section", title, scroll, **told)


def renewed(page: str, sources: list[Source]) -> str:
    """A page with what it says of its sources brought up to date, and nothing else changed.

    A source that was found unchanged after the page was drawn is as good as loaded, and drawing
    all of it again for that would ask the warehouse.
    """
    found = SECTION.search(page)
    if found is None:
        return page
    rows = section(sources, html.unescape(found["url"]))
    for pattern, made in ((CHIP, summary(sources)), (SECTION, rows)):
        page = pattern.sub(lambda _, made=made: made, page, count=1)
    return page


def moment(source: Source) -> str:
    """The time of a load, which the script replaces by its age."""
    if source.loaded is None:
        return tag("span", "never")
    return tag("time", words(_utc(source.loaded)), datetime=source.loaded.isoformat())


def _row(source: Source, dagster_url: str) -> str:
    link = tag("a", words(source.name), href=f"{dagster_url}/assets/{source.table}")
    deadline = source.deadline
    cells = [
        tag("th", link, scope="row"),
        tag("td", words(source.tables)),
        tag("td", words(_utc(source.loaded) if source.loaded else "never")),
        tag("td", moment(source)),
        tag("td", words(_utc(deadline) if deadline else "no deadline")),
        tag("td", tag("span", "not loaded" if source.loaded is None else "", class_="state")),
    ]
    limit = deadline.isoformat() if deadline else None
    return tag("tr", *cells, class_="age", data_source=source.name, data_deadline=limit)


def _utc(at: dt.datetime) -> str:
    return f"{at.day} {at.astimezone(dt.UTC):%b %Y, %H:%M} UTC"
