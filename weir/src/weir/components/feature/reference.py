"""`.feature:rfm`: a function named in YAML, found at load and imported when it runs."""

import importlib
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg

from weir import fingerprint
from weir.errors import WeirError


@dataclass(frozen=True)
class Reference:
    """A function in the location's Python, not imported yet.

    Importing it would import ibis, more than a second of every load of the location.

    Attributes:
        module: the module's full name.
        function: the function's name.
        file: the module's file.
        root: the folder of the importable package that the module belongs to.
    """

    module: str
    function: str
    file: Path
    root: Path

    @property
    def fingerprint(self) -> str:
        """Hash of the code that the function can reach inside its own package."""
        return fingerprint.of_text(self.function, fingerprint.of_python(self.file, self.root))

    def load(self) -> Callable[..., Any]:
        """Import the function.

        Raises:
            WeirError: the module has no such function.
        """
        module = importlib.import_module(self.module)
        found = getattr(module, self.function, None)
        if not callable(found):
            raise WeirError(
                f"there is no function {self.function!r}",
                where=self.file,
                fix="define it, or correct its name in defs.yaml",
            )
        return found


def find(text: str, context: dg.ComponentLoadContext) -> Reference:
    """The function that `text` names.

    Args:
        text: `module:function`; a module that starts with a dot lies beside the `defs.yaml`.
        context: where that file lies.

    Raises:
        WeirError: the text has another form, or there is no such module.
    """
    where = context.path / "defs.yaml"
    module, colon, function = text.partition(":")
    if not colon or not function.isidentifier():
        raise WeirError(
            f"{text!r} names no function",
            where=where,
            fix="write module:function, for example .feature:rfm",
        )
    if module.startswith("."):
        module = f"{context.defs_relative_module_name(context.path)}{module}"
    package = module.partition(".")[0]
    try:
        found = importlib.util.find_spec(module)
        top = importlib.util.find_spec(package)
    except ModuleNotFoundError:
        found = top = None
    if not found or not found.origin or not top or not top.origin:
        raise WeirError(
            f"there is no module {module}",
            where=where,
            fix=f"make the file, or correct {text!r}",
        )
    return Reference(module, function, Path(found.origin), Path(top.origin).parent)
