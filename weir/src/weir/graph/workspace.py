"""The list of code locations, as `workspace.yaml` gives it."""

import importlib
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import dagster as dg
import yaml

from weir.adapters.dagster_components import (
    with_list_of_components,
    without_list_of_components,
)
from weir.errors import WeirError


@dataclass(frozen=True)
class Location:
    """A code location: its name, and the module that holds its definitions."""

    name: str
    module: str

    def load(self, *, for_pages: bool = False) -> dg.Definitions:
        """The location's definitions, loaded in this process.

        Args:
            for_pages: whether Dagster's pages are to list all types of components beside them.

        Raises:
            WeirError: there is no such module, or it defines nothing.
        """
        module = self._module()
        for value in vars(module).values():
            if isinstance(value, dg.Definitions):
                return value
            if type(value).__name__ == "LazyDefinitions":  # what @dg.definitions makes
                with with_list_of_components() if for_pages else without_list_of_components():
                    loaded: dg.Definitions = value()
                return loaded
        raise WeirError(
            f"the module of code location {self.name} defines nothing",
            where=module.__file__,
            fix="end it with a function decorated with @dagster.definitions",
        )

    def _module(self) -> ModuleType:
        try:
            return importlib.import_module(self.module)
        except ModuleNotFoundError as error:
            if error.name is None or not f"{self.module}.".startswith(f"{error.name}."):
                raise  # something that it imports
            raise WeirError(
                f"there is no Python module {self.module}",
                where=f"workspace.yaml, location {self.name}",
                fix="correct its name; or install its package: in pyproject.toml it must stand in "
                "dependencies, in [tool.uv.sources] and in members, each under its name",
            ) from error


def locations(project: Path) -> list[Location]:
    """The code locations of a project.

    Raises:
        WeirError: workspace.yaml is missing or holds something else than Python modules.
    """
    path = project / "workspace.yaml"
    try:
        document: Any = yaml.safe_load(path.read_text())
        entries = [entry["python_module"] for entry in document["load_from"]]
        return [Location(str(e["location_name"]), str(e["module_name"])) for e in entries]
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise WeirError(
            f"the list of code locations can't be read: {error}",
            where=path,
            fix="list each as `- python_module: {module_name: …, location_name: …}`",
        ) from error
