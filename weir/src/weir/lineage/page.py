"""The lineage as one static page: no server, no network, no library."""

import json
import os
from importlib import resources
from pathlib import Path
from typing import Any

from weir.lineage.model import Lineage, Origin
from weir.lookml.markup import tag, words


def write(path: Path, lineage: Lineage) -> None:
    """Put the page in place, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_name(f".{path.name}.{os.getpid()}")
    made.write_text(page(lineage), encoding="utf-8")
    made.replace(path)


def page(lineage: Lineage) -> str:
    """The page as HTML."""
    header = tag(
        "header",
        tag("h1", tag("a", "Lineage", href="#")),
        tag("p", "Read from the code: loaders, dbt, features, dashboards, CRM. "),
    )
    field = '<input id="search" type="search" autocomplete="off" spellcheck="false">'
    aside = tag(
        "aside",
        tag("label", "Table or column", field),
        tag("ul", id="found", class_="found"),
    )
    # "</" within a script would end it, whatever it stands in.
    data = json.dumps(rows(lineage), separators=(",", ":")).replace("</", "<\\/")
    body = [
        header,
        aside,
        tag("main", id="main"),
        tag("script", data, id="data", type="application/json"),
        tag("script", _asset("weir.lineage", "page.js")),
    ]
    head = [
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        tag("title", words("Lineage")),
        tag("style", _asset("weir.lookml", "page.css") + _asset("weir.lineage", "page.css")),
    ]
    content = tag("head", *head) + tag("body", *body)
    return "<!doctype html>\n" + tag("html", content, lang="en") + "\n"


def rows(lineage: Lineage) -> list[Any]:
    """What `page.js` reads: assets and columns by their place, each told once."""
    graph = lineage.graph
    keys = sorted(graph.assets)
    place = {key: number for number, key in enumerate(keys)}
    names = {key: lineage.columns(key) for key in keys}
    column = {Origin(key, name): number for key in keys for number, name in enumerate(names[key])}
    found: list[Any] = []
    for key in keys:
        asset = graph.assets[key]
        told = {name: (kind, about) for name, kind, about in asset.columns}
        columns: list[Any] = []
        for name in names[key]:
            one = Origin(key, name)
            # An origin that the other asset neither declares nor makes has no place to lead to.
            origins = [[place[o.asset], column[o]] for o in lineage.up(one) if o in column]
            columns.append([name, *told.get(name, ("", "")), origins, lineage.reason(one) or ""])
        parents = [place[dep] for dep in asset.deps]
        kinds = ", ".join(asset.kinds)
        owners = ", ".join(asset.owners)
        found.append([key, kinds, owners, asset.description, parents, columns])
    return found


def _asset(package: str, name: str) -> str:
    return resources.files(package).joinpath(name).read_text(encoding="utf-8")
