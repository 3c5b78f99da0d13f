"""Which locations an edit concerns."""

import importlib.util
from collections.abc import Iterable, Mapping
from pathlib import Path

import weir
from weir.graph.workspace import Location
from weir.home import Home
from weir.up.report import Report

KIT = Path(weir.__file__).parent


def of_kit(paths: Iterable[Path]) -> bool:
    """Whether the kit itself was edited, which every location is made from."""
    return any(path.is_relative_to(KIT) for path in paths)


def concerned(
    home: Home, listed: Iterable[Location], reports: Mapping[str, Report], paths: Iterable[Path]
) -> set[str]:
    """Names of the locations that are made from some of the files.

    A location is made from everything below its own folder (a new file there has no importer
    yet), from each Python file that it imported, and from the dbt project if it runs that.
    """
    edited = list(paths)
    if of_kit(edited):
        return {location.name for location in listed}
    found: set[str] = set()
    for location in listed:
        report = reports.get(location.name, Report(reads_dbt=True))
        files = {Path(file) for file in report.files}
        folders = [folder] if (folder := folder_of(location, home.project)) else []
        if report.reads_dbt:
            folders.append(home.dbt_project)
        if any(p in files or any(p.is_relative_to(f) for f in folders) for p in edited):
            found.add(location.name)
    return found


def folder_of(location: Location, project: Path) -> Path | None:
    """The folder of the project's root that holds the location; None for a file in the root."""
    spec = importlib.util.find_spec(location.module.partition(".")[0])
    if spec is None or spec.origin is None or not Path(spec.origin).is_relative_to(project):
        return None
    parts = Path(spec.origin).relative_to(project).parts
    return project / parts[0] if len(parts) > 1 else None
