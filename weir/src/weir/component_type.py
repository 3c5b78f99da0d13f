"""The `type:` of a defs.yaml that names no component: Dagster does not say in which file."""

import difflib
import importlib
import re
from pathlib import Path

import dagster as dg

from weir.errors import WeirError

TYPE = re.compile(r"""^\s*type:\s*["']?([\w.]+)\.(\w+)["']?\s*(?:#.*)?$""")


def unknown_type(folder: Path, error: dg.DagsterError) -> WeirError | None:
    """The file and line that name what Dagster did not find; None where its error is another.

    Args:
        folder: the location's `defs/`.
        error: what Dagster raised while it read that folder.
    """
    said = str(error)
    if "has no attribute" not in said and "not found" not in said:
        return None
    for path in sorted(folder.rglob("*.yaml")):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            found = TYPE.match(line)
            if found and f"`{found[1]}`" in said and (f"`{found[2]}`" in said or "not f" in said):
                return WeirError(
                    f"there is no component {found[1]}.{found[2]}",
                    where=f"{path}:{number}",
                    fix=_fix(found[1], found[2]),
                )
    return None


def _fix(module: str, name: str) -> str:
    known = _components(module)
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        return f"did you mean {module}.{near[0]}?"
    if known:
        return f"{module} has {', '.join(known)}"
    return f"{module} can't be imported, or has no components: correct its name, or install it"


def _components(module: str) -> list[str]:
    try:
        entries = vars(importlib.import_module(module)).items()
    except ImportError:
        return []
    return sorted(
        name
        for name, entry in entries
        if isinstance(entry, type) and issubclass(entry, dg.Component)
    )
