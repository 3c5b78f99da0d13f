"""What an asset's code is, as a short hash: changed meaning changes it, formatting does not."""

import ast
import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

import yaml

LENGTH = 16


def of_text(*parts: str) -> str:
    """A hash of some texts; which text a character stands in counts."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{len(part)}:{part}".encode())
    return digest.hexdigest()[:LENGTH]


def of_files(paths: Iterable[Path]) -> str:
    """A hash of the files' contents and names, in the order of their names."""
    ordered = sorted(paths, key=lambda path: path.name)
    return of_text(*(f"{path.name}\n{path.read_bytes().hex()}" for path in ordered))


def of_yaml(path: Path) -> str:
    """A hash of what a YAML file says; comments and layout do not count."""
    documents = list(yaml.safe_load_all(path.read_text()))
    return of_text(_canonical(documents))


def of_python(module: Path, root: Path) -> str:
    """A hash of a Python module and of everything that it imports from below `root`.

    Comments, docstrings and formatting do not count.

    Args:
        module: the module's file.
        root: the folder of the importable package, for example `src/ingestion`.
    """
    return of_text(
        *(_source(path) for path in sorted(_reachable(module.resolve(), root.resolve())))
    )


def _canonical(value: Any) -> str:
    if isinstance(value, dict):
        entries = cast("dict[Any, Any]", value)
        pairs = sorted((str(key), _canonical(item)) for key, item in entries.items())
        return "{" + ",".join(f"{key}:{item}" for key, item in pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(_canonical(item) for item in cast("list[Any]", value)) + "]"
    return repr(value)


def _reachable(module: Path, root: Path) -> set[Path]:
    found: set[Path] = set()
    waiting = [module]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        waiting.extend(_imports(path, root))
    return found


def _imports(path: Path, root: Path) -> list[Path]:
    """Files below `root` that the module imports, absolute (`root.name.x`) or relative."""
    found: list[Path] = []
    for node in ast.walk(ast.parse(path.read_text(), filename=str(path))):
        match node:
            case ast.Import(names=names):
                targets = [alias.name for alias in names]
                base = root.parent
            case ast.ImportFrom(module=name, names=names, level=0):
                targets = [name or "", *(f"{name}.{alias.name}" for alias in names)]
                base = root.parent
            case ast.ImportFrom(module=name, names=names, level=level):
                base = path.parents[level - 1]
                prefix = f"{name}." if name else ""
                targets = [name or "", *(f"{prefix}{alias.name}" for alias in names)]
            case _:
                continue
        for target in targets:
            place = base.joinpath(*target.split(".")) if target else base
            files = (place.with_suffix(".py"), place / "__init__.py")
            found.extend(f.resolve() for f in files if f.is_file())
    return [file for file in found if file.is_relative_to(root)]


def _source(path: Path) -> str:
    """The module's code without comments, docstrings and layout."""
    tree = ast.parse(path.read_text(), filename=str(path))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        first = node.body[0] if node.body else None
        if (
            isinstance(first, ast.Expr)
            and isinstance(first.value, ast.Constant)
            and isinstance(first.value.value, str)
        ):
            node.body = node.body[1:] or [ast.Pass()]
    return f"{path.name}\n{ast.unparse(tree)}"
