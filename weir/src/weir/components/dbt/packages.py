"""The packages that a dbt project names, installed before it is parsed."""

from typing import Any

from weir.components.dbt.command import dbt
from weir.components.dbt.node import part, parts
from weir.components.dbt.project import Project
from weir.components.dbt.speech import summary
from weir.errors import WeirError

FILES = ("packages.yml", "dependencies.yml")  # dbt takes the first that names packages
TAIL = 2000  # characters of dbt's output that are read


def install(project: Project) -> None:
    """Run `dbt deps` where fewer packages are installed than named; dbt counts in the same way.

    Raises:
        WeirError: dbt could not install them: what it says.
    """
    if not _missing(project):
        return
    words = ("deps", "--project-dir", str(project.directory), "--no-use-colors")
    code, said = dbt(project, *words, DBT_LOG_PATH=str(project.target / "logs"))
    if code != 0:
        raise WeirError(
            f"the packages can't be installed: {summary(said[-TAIL:])}",
            where=project.directory / _file(project),
            fix="correct them; where the network may not be used, name folders: - local: vendor/x",
        )


def _missing(project: Project) -> bool:
    named = len(parts(_read(project, _file(project)), "packages"))
    if not named:
        return False
    folder = project.packages
    found = [one for one in folder.iterdir() if one.is_dir()] if folder.is_dir() else []
    return len(found) < named


def _file(project: Project) -> str:
    return next((name for name in FILES if parts(_read(project, name), "packages")), FILES[0])


def _read(project: Project, name: str) -> dict[str, Any]:
    """What a file says; nothing where it is not there or dbt has to render it first."""
    import yaml

    try:
        return part({"file": yaml.safe_load((project.directory / name).read_text())}, "file")
    except (FileNotFoundError, yaml.YAMLError):
        return {}
