"""dagster 1.13.27, `load_from_defs_folder`, where it costs more than it gives us."""

import contextlib
from collections.abc import Generator
from contextvars import ContextVar
from typing import Any

import dagster as dg
from dagster.components.core import load_defs

_listed: ContextVar[bool] = ContextVar("_listed", default=False)


@contextlib.contextmanager
def with_list_of_components() -> Generator[None]:
    """Load locations with the list after all, whatever they say themselves."""
    before = _listed.set(True)
    try:
        yield
    finally:
        _listed.reset(before)


@contextlib.contextmanager
def without_list_of_components() -> Generator[None]:
    """Load locations without a list of all component types that are installed.

    For that list, which only its web page shows, Dagster imports every package that registers
    components, whether the location uses it or not: all of dbt and of BigQuery's client among
    them, most of what a load costs. No issue was found that asks to leave it out. A process that
    serves no page has no use for it.
    """
    if _listed.get():
        yield
        return

    def nothing(tree: Any) -> dg.Definitions:
        made: Any = dg.Definitions
        return made(component_tree=tree)

    stock = load_defs.get_library_json_enriched_defs
    upstream: Any = load_defs
    upstream.get_library_json_enriched_defs = nothing
    try:
        yield
    finally:
        upstream.get_library_json_enriched_defs = stock
