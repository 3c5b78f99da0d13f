"""A platform of two locations: sales by day and region from files, and marts of them by dbt."""

import shutil
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from tests.weir.components.dbt.conftest import SCHEMA_MACRO, write
from tests.weir.components.dbt.regions import FILES
from tests.weir.toy.project import Project

ROOT = Path(__file__).parents[3]
REGIONS = ("emea", "amer", "apac")
DAYS = tuple(f"2026-01-0{day}" for day in range(1, 6))
WORKSPACE = """load_from:
  - python_module: {module_name: toy_sales, location_name: sales}
  - python_module: {module_name: toy_marts.definitions, location_name: marts}
"""
MARTS = {
    "pyproject.toml": '[tool.dg]\ndirectory_type = "project"\nproject.root_module = "toy_marts"\n',
    "toy_marts/__init__.py": "",
    "toy_marts/definitions.py": "from weir import location\n"
    "defs = location.definitions(__file__)\n",
    "toy_marts/defs/dbt/defs.yaml": "type: weir.components.dbt.DbtProject\n"
    "attributes: {project: transform}\n",
}


@dataclass
class Shop(Project):
    """The project, and its landing files.

    Attributes:
        busy: whether a platform is up: then `weir sql` asks, which takes turns with its writers.
    """

    busy: bool = False

    def land(self, day: str, region: str, cents: int) -> None:
        """Two lines of a region on a day, `cents` each."""
        path = self.folder / "landing" / "sales" / region / f"{day}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        first = DAYS.index(day) * 6 + REGIONS.index(region) * 2
        lines = [f"{day},{region},{first + n},{cents}" for n in range(2)]
        aside = path.with_suffix(".part")
        aside.write_text("\n".join(["day,region,id,cents", *lines]) + "\n")
        aside.replace(path)

    def ask(self, sql: str) -> list[str]:
        """The rows of a query on the live warehouse, as text."""
        if self.busy:
            code, output = self.weir("sql", "--unpublished", "--format", "csv", "-c", sql)
            assert code == 0, output
            return output.splitlines()[1:]
        path = self.folder / ".weir" / "live" / "warehouse.duckdb"
        with duckdb.connect(str(path), read_only=True) as connection:
            return [",".join(map(str, row)) for row in connection.execute(sql).fetchall()]

    def stamps(self, table: str, columns: str) -> set[str]:
        """When each partition of a table was made."""
        return set(self.ask(f"select {columns}, max(made_at) from mart.{table} group by {columns}"))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Generator[Shop]:
    folder = tmp_path_factory.mktemp("regions")
    shutil.copy(Path(__file__).parent / "toy_sales.py", folder / "toy_sales.py")
    write(folder, MARTS)
    (folder / "workspace.yaml").write_text(WORKSPACE)
    (folder / "deploy" / "local").mkdir(parents=True)
    shutil.copy(ROOT / "deploy/local/dagster.yaml", folder / "deploy/local/dagster.yaml")
    write(folder / "transform", {**FILES, "macros/schema.sql": SCHEMA_MACRO})
    made = Shop(folder, variables={"LANDING_URL": (folder / "landing").as_uri()})
    for day in DAYS[:3]:
        for region in REGIONS:
            made.land(day, region, 10)
    yield made
    made.end()
