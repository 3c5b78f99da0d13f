"""A full disk: said in words, nothing lost, and the next run goes on.

The kernel refuses the writes: it lets no file of the command and its children grow past a limit
(`ulimit -f`), which fails in the middle of a write as a full disk does, needs no privileges, and
is the same on Linux and macOS.
"""

import errno
import resource
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest
from tests.weir.toy.project import Project

from weir.disk import DiskFullError, explained, full

MB = 1_000_000
MANY = 3_000_000  # rows of the toy's table: some 24 MB of DuckDB file


def weir_within(project: Project, size: int, *words: str) -> tuple[int, str]:
    """The command, where no file may become larger than `size` bytes."""
    done = subprocess.run(
        [str(Path(sys.executable).with_name("weir")), *words],
        cwd=project.folder,
        env=project.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
    )
    return done.returncode, done.stdout


def shown(project: Project, sql: str) -> list[tuple[Any, ...]]:
    return asked(project, "published", sql)


def asked(project: Project, which: str, sql: str) -> list[tuple[Any, ...]]:
    path = project.folder / ".weir" / which / "warehouse.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


@pytest.mark.slow
def test_a_load_that_the_disk_does_not_take_keeps_the_old_rows_and_is_done_by_the_next_run(
    ran: Project,
) -> None:
    (ran.folder / "news").write_text("2")
    (ran.folder / "rows_risky").write_text(str(MANY))
    code, output = weir_within(ran, 4 * MB, "run")
    assert code == 1, output
    assert "the disk is full: the warehouse could not be written (File too large)" in output
    assert f"where: {ran.folder}/.weir/live/warehouse.duckdb" in output
    assert "what was made before is kept, and it goes on from there" in output
    assert "Traceback" not in output
    for table in ("raw.risky", "mart.doubtful"):
        assert asked(ran, "live", f"select count(*) from {table}") == [(2,)]
    assert shown(ran, "select count(*) from raw.risky") == [(2,)]
    code, output = ran.weir("run", "--plan")
    assert "raw/risky" in output
    code, output = ran.weir("run")
    assert code == 0, output
    assert shown(ran, "select count(*) from raw.risky") == [(MANY,)]
    assert "nothing to do" in ran.weir("run")[1]


@pytest.mark.slow
def test_a_copy_that_the_disk_does_not_take_leaves_the_old_one_and_is_published_by_the_next_run(
    ran: Project,
) -> None:
    heavy(ran.folder / ".weir" / "live" / "warehouse.duckdb")
    (ran.folder / "news").write_text("2")
    (ran.folder / "rows_risky").write_text("3")
    code, output = weir_within(ran, 10 * MB, "run")
    assert code == 1, output
    assert "the disk is full: the warehouse could not be published, a copy of" in output
    assert "(File too large)" in output
    assert f"where: {ran.folder}/.weir/published/warehouse.duckdb" in output
    assert "readers see the last good copy until then, and nothing is lost" in output
    assert "Traceback" not in output
    assert asked(ran, "live", "select count(*) from raw.risky") == [(3,)]
    assert shown(ran, "select count(*) from raw.risky") == [(2,)]
    assert [p.name for p in (ran.folder / ".weir" / "published").iterdir()] == [
        "warehouse.duckdb"
    ], "half a copy takes room that the disk does not have"
    code, output = ran.weir("run")
    assert code == 0, output
    assert "nothing to do" in output
    assert "published what an earlier run had made" in output
    assert shown(ran, "select count(*) from raw.risky") == [(3,)]


def heavy(path: Path) -> None:
    """Make the file larger than the limit, with room at its beginning for what a run writes."""
    with duckdb.connect(str(path)) as connection:
        for table, rows in (("room", 400_000), ("ballast", 2_000_000)):
            connection.execute(
                f"create table ops.{table} as select hash(range) as a from range({rows})"
            )
            connection.execute("force checkpoint")
        connection.execute("drop table ops.room")
        connection.execute("force checkpoint")
    assert path.stat().st_size > 15 * MB


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EDQUOT, "Disk quota exceeded"),
        sqlite3.OperationalError("database or disk is full"),
        duckdb.IOException('IO Error: Could not write file "w": No space left on device'),
    ],
)
def test_whoever_meets_the_full_disk_first_is_understood(error: Exception, tmp_path: Path) -> None:
    wrapper = RuntimeError("the step failed")
    wrapper.__cause__ = error
    with (
        pytest.raises(DiskFullError, match=r"the disk is full: no page \((No space|Disk|database)"),
        explained("no page", tmp_path / "not" / "yet", "the old one is kept"),
    ):
        raise wrapper


def test_another_error_is_not_taken_for_a_full_disk(tmp_path: Path) -> None:
    assert full(OSError(errno.EACCES, "Permission denied")) is None
    with pytest.raises(KeyError), explained("no page", tmp_path, "the old one is kept"):
        raise KeyError("a")
