"""Load a code location in this process, and say what came of it."""

import importlib
import importlib.util
import logging
import sys
import time
from pathlib import Path

import dagster as dg

from weir.graph.describe import describe
from weir.graph.paths import SKIPPED
from weir.graph.speech import plain
from weir.graph.workspace import Location
from weir.up.report import Report

DBT = "weir.components.dbt.component"


def load(location: str, module: str, project: Path) -> Report:
    """Load a location whole: its definitions, jobs, sensors. Never raises.

    The definitions replace the function that makes them in the location's module, so that the
    copies of this process need not make them again.
    """
    began = time.monotonic()
    try:
        definitions = Location(location, module).load(for_pages=True)
        dg.Definitions.validate_loadable(definitions)
        description = describe(location, definitions)
    except Exception as error:
        logging.getLogger("weir").exception("%s does not load", location)
        said = plain(error, project)
        return Report(
            files=_files(module, project), reads_dbt=True, error=said.text, trace=said.trace
        )
    loaded = sys.modules[module]
    for name, value in list(vars(loaded).items()):
        if type(value).__name__ == "LazyDefinitions":
            setattr(loaded, name, definitions)
    spent = time.monotonic() - began
    logging.getLogger("weir").warning("%s loaded in %.1f s", location, spent)
    return Report(
        description=description, files=_files(module, project), reads_dbt=_reads_dbt(definitions)
    )


def _reads_dbt(definitions: dg.Definitions) -> bool:
    graph = definitions.resolve_asset_graph()
    return any("dbt" in node.kinds for node in graph.asset_nodes)


def _files(module: str, project: Path) -> tuple[str, ...]:
    """The project's own Python files that are loaded, the module's file in any case."""
    names = {getattr(found, "__file__", None) for found in list(sys.modules.values())}
    try:
        spec = importlib.util.find_spec(module)
    except (ImportError, SyntaxError, ValueError):
        spec = None
    names.add(spec.origin if spec else None)
    paths = [Path(name) for name in names if name]
    return tuple(
        sorted(
            str(path)
            for path in paths
            if path.is_relative_to(project) and not SKIPPED.intersection(path.parts)
        )
    )
