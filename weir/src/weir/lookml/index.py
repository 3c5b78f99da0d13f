"""The page that lists the dashboards."""

from pathlib import Path

from weir.lookml.markup import tag, words
from weir.lookml.page import document
from weir.lookml.project import Project


def index(project: Project, folder: Path) -> str:
    """The list of all dashboards; those whose page lies in `folder` are links."""
    entries: list[str] = []
    for name, found in project.dashboards.items():
        about = tag("h2", words(found.title)) + tag("p", words(found.description))
        page = folder / f"{name}.html"
        built = page.is_file()
        entries.append(
            tag("a", about, href=page.name)
            if built
            else tag("div", about, tag("p", "not built yet"))
        )
    header = tag(
        "header", tag("h1", "Dashboards"), tag("p", "Built from the files that Looker reads.")
    )
    return document("Dashboards", header + tag("main", *entries, class_="index"))
