"""docs/dbt.md says how a team moves its project in: its five steps are gone here, word by word."""

import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from tests.weir.components.dbt import foreign
from tests.weir.components.dbt.conftest import enter

from weir.warehouse import open_warehouse

PAGE = Path(__file__).parents[4] / "docs" / "dbt.md"
LOCATION = """
import dagster as dg
from weir import location

@dg.definitions
def defs() -> dg.Definitions:
    return location.definitions(__file__)
"""
WORKSPACE = """
load_from:
  - python_module: {module_name: transformation.definitions, location_name: transformation}
"""


def steps() -> list[tuple[str, str]]:
    """(language, content) of the section's blocks."""
    section = PAGE.read_text().split("## Moving your own project in\n")[1].split("\n## ")[0]
    assert re.findall(r"^(\d)\. ", section, re.MULTILINE) == list("12345")
    blocks = re.findall(r"^ +```(\w+)\n(.*?)^ +```$", section, re.MULTILINE | re.DOTALL)
    return [(language, textwrap.dedent(text)) for language, text in blocks]


@pytest.mark.slow
def test_the_five_steps_lead_to_a_built_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "platform"
    source = root / "transformation" / "src"
    defs = source / "transformation" / "defs" / "dbt"
    defs.mkdir(parents=True)
    enter(root, monkeypatch)
    (root / "workspace.yaml").write_text(WORKSPACE)
    (source / "transformation" / "__init__.py").touch()
    (source / "transformation" / "definitions.py").write_text(LOCATION)
    shutil.copytree(PAGE.parents[1] / "deploy" / "local", root / "deploy" / "local")
    shutil.copy(PAGE.parents[1] / "transformation" / "pyproject.toml", source.parent)
    foreign.copy("library", tmp_path / "library")
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("DAGSTER")},
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(source),
        "COLUMNS": "200",
    }
    with open_warehouse().session("whoever loads crm") as session:
        session.replace_table(
            ("crm_export", "member_export"),
            "select range::integer as member_id, date '2025-01-01' as joined_on from range(500)",
        )
    said: list[str] = []
    for language, text in steps():
        if language == "yaml":
            (defs / "defs.yaml").write_text(text)
            continue
        for line in text.splitlines():
            done = subprocess.run(
                line,
                shell=True,
                cwd=root,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
            said.append(done.stdout)
    copied, prepared, keys, planned, ran = said
    assert copied == ""
    assert re.match(r"\d+ nodes in ", prepared)
    assert "12 of 12 assets" in keys
    assert "unknown key 'colour', left out" in planned
    assert "marts/fct_reading" in planned
    assert "marts/fct_reading" in ran
    with open_warehouse().session("test", read_only=True) as session:
        loans = session.rows("select sum(loans) from analytics_marts.reading_by_book")
    assert [int(total) for (total,) in loans] == [foreign.LOANS]
    again = subprocess.run(
        ["weir", "run"], cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    assert "nothing to do: 12 assets are up to date" in again.stdout, again.stdout
