"""The line of dagster.yaml that moves Dagster's records into PostgreSQL changes nothing else."""

import re
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest
from tests.weir import postgresql
from tests.weir.test_run import status
from tests.weir.toy.project import Project

BINARIES = postgresql.programs()
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(BINARIES is None, reason="this machine has no PostgreSQL (pg_ctl, initdb)"),
]
LINE = re.compile(r"^# (storage: \{postgres: .*)$", re.MULTILINE)


@pytest.fixture
def url() -> Generator[str]:
    assert BINARIES is not None
    with tempfile.TemporaryDirectory(prefix="weir-pg-") as folder:
        Path(folder).chmod(0o755)
        with postgresql.running(BINARIES, Path(folder) / "server") as address:
            yield address


@pytest.fixture
def on_postgres(project: Project, url: str) -> Project:
    """The toy project after the change that docs/operations.md describes: a line and a variable."""
    path = project.folder / "deploy" / "local" / "dagster.yaml"
    changed, count = LINE.subn(r"\1", path.read_text())
    assert count == 1
    path.write_text(changed)
    project.variables["DAGSTER_POSTGRES_URL"] = url
    return project


def test_plan_no_op_gate_and_recovery_are_the_same_on_postgres(on_postgres: Project) -> None:
    project = on_postgres
    code, output = project.weir("run")
    assert code == 0, output
    assert output.count("never materialized") == 6
    code, output = project.weir("run")
    assert code == 0, output
    assert "nothing to do: 6 assets are up to date" in output

    project.flag("bad")
    (project.folder / "news").write_text("2")
    code, output = project.weir("run")
    assert code == 1
    assert "check sound of raw/risky failed (owner: team:load)" in output
    assert status(project) == {
        "raw/good": "ok",
        "raw/risky": "failing",
        "mart/fine": "ok",
        "page/fine": "ok",
        "mart/doubtful": "withheld",
        "page/doubtful": "withheld",
    }

    project.flag("bad", on=False)
    project.flag("slow")
    killed = project.start("run")
    project.until("in_the_middle")
    killed.kill()
    killed.communicate()
    project.flag("slow", on=False)
    code, output = project.weir("run")
    assert code == 0, output
    assert "marked as failed, its slots freed" in output
    assert set(status(project).values()) == {"ok"}
    left = list((project.folder / ".weir" / "dagster").rglob("*.db"))
    assert left == [], "no record may lie in SQLite files beside the server"


def test_a_server_that_is_away_is_said_before_anything_is_done(on_postgres: Project) -> None:
    on_postgres.variables["DAGSTER_POSTGRES_URL"] = (
        "postgresql+psycopg2://weir@127.0.0.1:9/postgres"
    )
    code, output = on_postgres.weir("run")
    assert code == 1
    assert "Dagster's records can't be opened" in output
    assert "DAGSTER_POSTGRES_URL" in output
    assert "Traceback" not in output
