"""Where everything lies: the project's root, and the one folder that holds its state."""

import json
import os
import uuid
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from weir.errors import WeirError

HOME_VARIABLE = "WEIR_HOME"
MARKER = "workspace.yaml"


@dataclass(frozen=True)
class Home:
    """The project's root and its state folder (`.weir/` unless WEIR_HOME names another)."""

    project: Path
    state: Path

    @property
    def warehouse(self) -> Path:
        """The live DuckDB file. Its stem is the database's name, and views store that name."""
        return self.state / "live" / "warehouse.duckdb"

    @property
    def published(self) -> Path:
        """The copy that people and pages read: the last state that passed its gates."""
        return self.state / "published" / "warehouse.duckdb"

    @property
    def dagster(self) -> Path:
        """DAGSTER_HOME."""
        return self.state / "dagster"

    @property
    def sandbox(self) -> Path:
        """State of the outside world in miniature."""
        return self.state / "sandbox"

    @property
    def sandbox_settings(self) -> Path:
        """NAME=value lines with which the running sandbox says where it listens."""
        return self.sandbox / "settings.env"

    @property
    def graph(self) -> Path:
        """The merged graph of all code locations."""
        return self.state / "graph.json"

    @property
    def dashboards(self) -> Path:
        """Where the static pages are built."""
        return self.state / "dashboards"

    @property
    def dbt_target(self) -> Path:
        """Dbt's target folder: manifest, partial parse, compiled SQL."""
        return self.state / "dbt"

    @property
    def dbt_project(self) -> Path:
        """The dbt project."""
        return self.project / "transform"

    def dlt_pipelines(self, warehouse_id: str) -> Path:
        """Working folders of dlt, one per warehouse: no cursor outlives its tables."""
        return self.state / "dlt" / warehouse_id

    @cached_property
    def identity(self) -> str:
        """The id that every part of this state folder carries; made on first use."""
        path = self.state / "identity.json"
        try:
            return str(json.loads(path.read_text())["id"])
        except FileNotFoundError:
            pass
        except (ValueError, KeyError) as error:
            raise WeirError(
                "the identity of the state folder can't be read",
                where=path,
                fix="restore the file, or run `weir reset` to start anew",
            ) from error
        path.parent.mkdir(parents=True, exist_ok=True)
        made = path.with_suffix(f".{os.getpid()}")
        made.write_text(json.dumps({"id": uuid.uuid4().hex}))
        try:
            os.link(made, path)  # fails where another process was first: its id counts
        except FileExistsError:
            pass
        finally:
            made.unlink()
        return str(json.loads(path.read_text())["id"])


def find_project(start: Path | None = None) -> Path:
    """The nearest folder with a `workspace.yaml`, from `start` (default: here) upwards.

    Raises:
        WeirError: no such folder.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / MARKER).is_file():
            return folder
    # A code server may be started anywhere; an editable install still lies in its project.
    for folder in Path(__file__).resolve().parents:
        if (folder / MARKER).is_file():
            return folder
    raise WeirError(
        f"no {MARKER} found here or above",
        where=here,
        fix="run weir inside its repository",
    )


def home() -> Home:
    """The home of this process: WEIR_HOME if set, else `.weir/` in the project's root."""
    project = find_project()
    named = os.environ.get(HOME_VARIABLE)
    state = Path(named).expanduser().resolve() if named else project / ".weir"
    return Home(project=project, state=state)
