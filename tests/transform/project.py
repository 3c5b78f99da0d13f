"""The dbt project as the tests use it: parsed, and run in a process of its own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

ROOT = Path(__file__).parents[2]
TRANSFORM = ROOT / "transform"


@dataclass
class Project:
    """`transform/` with a warehouse and a target folder below `folder`."""

    folder: Path

    @property
    def warehouse(self) -> Path:
        return self.folder / "warehouse.duckdb"

    def environment(self, **more: str) -> dict[str, str]:
        return {
            **os.environ,
            "WEIR_DUCKDB_PATH": str(self.warehouse),
            "WEIR_DUCKDB_TEMP": str(self.folder / "tmp"),
            "DBT_TARGET_PATH": str(self.folder / "target"),
            "DBT_LOG_PATH": str(self.folder / "logs"),
            "DBT_PROJECT_DIR": str(TRANSFORM),
            "DBT_PROFILES_DIR": str(TRANSFORM),
            "DO_NOT_TRACK": "1",
            **more,
        }

    def dbt(self, *arguments: str, **environment: str) -> str:
        """Run a dbt command and return what it said; fails the test if dbt fails."""
        ended = subprocess.run(
            [sys.executable, "-m", "dbt.cli.main", "--no-use-colors", *arguments],
            cwd=self.folder,
            env=self.environment(**environment),
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """The parsed project."""
        self.dbt("parse")
        return self.written()

    def written(self) -> dict[str, Any]:
        """The manifest that the last command wrote."""
        return json.loads((self.folder / "target" / "manifest.json").read_text())

    def execute(self, *statements: str) -> None:
        with duckdb.connect(str(self.warehouse)) as connection:
            for statement in statements:
                connection.execute(statement)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.warehouse)) as connection:
            return connection.execute(sql).fetchall()
