"""The rules between the rooms, and that the tool that checks them sees every module."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from weir.home import find_project

ROOT = find_project()
MEMBERS = ("weir", "ingestion", "transformation", "ml_features", "serving", "sandbox")
SOURCES = [ROOT / member / "src" / member for member in MEMBERS]
MODULES = sorted(path for folder in SOURCES for path in folder.rglob("*.py"))
ADAPTERS = ROOT / "weir" / "src" / "weir" / "adapters"
# Vendors whose public names all lie at the top of the package; what is below may move.
TOP_LEVEL_ONLY = ("dagster_dbt", "dagster_dlt", "dagster_fivetran", "dagster_looker")
PUBLIC_DBT = ("dbt.cli.main",)


def test_nobody_imports_what_the_contracts_forbid() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    assert "8 kept, 0 broken" in done.stdout


@pytest.mark.parametrize("folder", SOURCES, ids=MEMBERS)
def test_no_folder_of_modules_is_hidden_from_the_contracts(folder: Path) -> None:
    """Without an `__init__.py` the tool passes a folder over, and nothing in it is checked."""
    folders = {path.parent for path in folder.rglob("*.py")}
    assert folders
    assert [str(f.relative_to(ROOT)) for f in folders if not (f / "__init__.py").exists()] == []


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(), filename=str(path))):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module), names=names, level=0):
                yield from (f"{module}.{alias.name}" for alias in names)
            case _:
                pass


def is_private(name: str) -> bool:
    """Whether an import reaches into a vendor's private parts. `name` ends in what is imported."""
    vendor, *rest = name.split(".")
    if vendor in MEMBERS or vendor == "tests":
        return False
    if any(re.match(r"_[^_]", part) for part in (vendor, *rest)):
        return True
    if vendor in TOP_LEVEL_ONLY:
        return len(rest) > 1
    if vendor == "dbt":
        return not name.startswith(PUBLIC_DBT)
    return False


@pytest.mark.parametrize(
    ("name", "private"),
    [
        ("dagster.AssetKey", False),
        ("dagster._core.errors.DagsterError", True),
        ("dagster_dbt.DbtCliResource", False),
        ("dagster_dbt.core.dbt_cli_invocation.DbtCliInvocation", True),
        ("dbt.cli.main.dbtRunner", False),
        ("dbt.contracts.graph.manifest.Manifest", True),
        ("__future__.annotations", False),
        ("ibis._", False),
        ("weir.components._x", False),
    ],
)
def test_private_parts_are_told_from_public_ones(name: str, private: bool) -> None:
    assert is_private(name) is private


def test_private_parts_of_vendors_are_touched_in_adapters_only() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in MODULES
        if not path.is_relative_to(ADAPTERS)
        for name in imported(path)
        if is_private(name)
    ]
    assert found == []


def test_modules_are_short() -> None:
    every = [*MODULES, *(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")]
    lines = {str(p.relative_to(ROOT)): len(p.read_text().splitlines()) for p in every}
    assert {path: n for path, n in lines.items() if n > 350} == {}
