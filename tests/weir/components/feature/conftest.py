"""Fixtures of the feature component's tests."""

import sys
import uuid
from pathlib import Path

import pytest
from tests.weir.components.feature.toy import PROJECT, Location

from weir.environment import Environment, Name
from weir.home import Home
from weir.warehouse.duckdb import DuckDBWarehouse


@pytest.fixture
def location(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Location:
    package = f"toy_{uuid.uuid4().hex[:8]}"
    defs = tmp_path / "src" / package / "defs"
    defs.mkdir(parents=True)
    (defs.parent / "__init__.py").touch()
    (defs / "__init__.py").touch()
    (tmp_path / "pyproject.toml").write_text(
        f'[tool.dg]\ndirectory_type = "project"\n[tool.dg.project]\nroot_module = "{package}"\n'
    )
    monkeypatch.setattr(sys, "path", [str(tmp_path / "src"), *sys.path])
    state = tmp_path / ".weir"
    monkeypatch.setenv("WEIR_HOME", str(state))
    environment = Environment(Name.LOCAL, Home(PROJECT, state), "duckdb", "")
    return Location(tmp_path, package, DuckDBWarehouse(environment))
