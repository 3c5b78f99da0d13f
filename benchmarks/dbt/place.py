"""A repository with one code location for a generated project, as each side has it."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.dbt.generate import generate
from weir.home import find_project

PYPROJECT = """
[project]
name = "place"
version = "0"
[tool.dg]
directory_type = "project"
[tool.dg.project]
root_module = "place"
"""

WORKSPACE = """
load_from:
  - python_module: {module_name: place.definitions, location_name: place}
"""

DEFINITIONS = {
    "ours": """
import dagster as dg
from weir import location


@dg.definitions
def defs():
    return location.definitions(__file__)
""",
    "stock": """
from pathlib import Path
import dagster as dg


@dg.definitions
def defs():
    return dg.load_from_defs_folder(path_within_project=Path(__file__).parent)
""",
}

DECLARED = {
    "ours": "type: weir.components.dbt.DbtProject\nattributes: {project: transform}\n",
    "stock": (
        "type: dagster_dbt.DbtProjectComponent\n"
        "attributes:\n  project: ../../../transform\n  cli_args: [build]\n"
    ),
}


@dataclass(frozen=True)
class Place:
    """A folder with `transform/`, a code location `place` beside it, and its state.

    Attributes:
        side: ours, stock or bare.
    """

    side: str
    folder: Path

    @property
    def database(self) -> Path:
        """The DuckDB file that the models are built in."""
        if self.side == "ours":
            return self.folder / ".weir" / "live" / "warehouse.duckdb"
        return self.folder / "warehouse.duckdb"

    def write(self, models: int) -> None:
        """Write the project and, but for bare dbt, the code location."""
        generate(self.folder / "transform", models)
        (self.folder / "dagster").mkdir()
        (self.folder / "dagster" / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
        if self.side == "bare":
            return
        package = self.folder / "place"
        (package / "defs" / "dbt").mkdir(parents=True)
        (package / "__init__.py").touch()
        (package / "definitions.py").write_text(DEFINITIONS[self.side])
        (package / "defs" / "dbt" / "defs.yaml").write_text(DECLARED[self.side])
        (self.folder / "pyproject.toml").write_text(PYPROJECT)
        (self.folder / "workspace.yaml").write_text(WORKSPACE)

    @property
    def environment(self) -> Mapping[str, str]:
        """What the processes of this side run in; none of another side's."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("WEIR", "DAGSTER", "DBT"))}
        return {
            **kept,
            "PATH": f"{Path(sys.executable).parent}:{kept['PATH']}",  # where stock looks for dbt
            "PYTHONPATH": f"{self.folder}:{find_project()}",
            "DAGSTER_HOME": str(self.folder / "dagster"),
            "DAGSTER_DISABLE_TELEMETRY": "yes",
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "False",
            "WEIR_HOME": str(self.folder / ".weir"),
            **({} if self.side == "ours" else {"WEIR_DUCKDB_PATH": str(self.database)}),
        }
