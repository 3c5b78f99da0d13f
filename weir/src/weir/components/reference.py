"""`.source:loyalty`: a function named in YAML, found when the location loads, imported to run."""

import ast
import difflib
import importlib
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

import dagster as dg

from weir import fingerprint
from weir.errors import WeirError


@dataclass(frozen=True)
class Reference:
    """A function in the location's Python, not imported yet: its vendors take seconds to import.

    Attributes:
        module: the module's full name.
        function: the function's name.
        file: the module's file.
        root: the folder of the importable package that the module belongs to.
        parameters: names of what the function takes.
    """

    module: str
    function: str
    file: Path
    root: Path
    parameters: tuple[str, ...] = ()

    @property
    def call(self) -> str:
        """Module and function as one text, `package.module:function`."""
        return f"{self.module}:{self.function}"

    @property
    def fingerprint(self) -> str:
        """Hash of the code that the function can reach inside its own package."""
        return fingerprint.of_text(self.function, fingerprint.of_python(self.file, self.root))

    def load(self) -> Callable[..., Any]:
        """Import the function."""
        return imported(self.call)


def imported(call: str) -> Callable[..., Any]:
    """The function that `package.module:function` names."""
    module, _, function = call.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), function)
    return found


def find(text: str, context: dg.ComponentLoadContext) -> Reference:
    """The function that `text` names.

    Args:
        text: `module:function`; a module that starts with a dot lies beside the `defs.yaml`.
        context: where that file lies.

    Raises:
        WeirError: the text has another form, or there is no such module or function.
    """
    where = context.path / "defs.yaml"
    module, colon, function = text.partition(":")
    if not colon or not function.isidentifier():
        raise WeirError(
            f"{text!r} names no function",
            where=where,
            fix="write module:function, for example .source:orders",
        )
    if module.startswith("."):
        module = f"{context.defs_relative_module_name(context.path)}{module}"
    found, top = _spec(module), _spec(module.partition(".")[0])
    if not found or not found.origin or not top or not top.submodule_search_locations:
        raise WeirError(
            f"there is no module {module}", where=where, fix=f"make the file, or correct {text!r}"
        )
    file = Path(found.origin)
    functions = {
        node.name: node.args
        for node in ast.parse(file.read_text(), filename=str(file)).body
        if isinstance(node, ast.FunctionDef)
    }
    if function not in functions:
        near = difflib.get_close_matches(function, functions, n=1)
        raise WeirError(
            f"{file.name} has no function {function!r}" + (f", but {near[0]!r}" if near else ""),
            where=file,
            fix=f"define it, or correct {text!r} in {where.name}",
        )
    taken = functions[function]
    parameters = tuple(a.arg for a in (*taken.posonlyargs, *taken.args, *taken.kwonlyargs))
    root = Path(top.submodule_search_locations[0])
    return Reference(module, function, file, root, parameters)


def _spec(module: str) -> ModuleSpec | None:
    try:
        return importlib.util.find_spec(module)
    except ModuleNotFoundError:
        return None
