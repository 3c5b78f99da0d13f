"""The README's way to replace the demo: what breaks it is met by each who starts for real."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from tests.repository.readme import DIFFS, ROOT, TEXT, added
from tests.surroundings import without_ours

PROGRAMS = Path(sys.executable).parent
LOCATIONS = ("ingestion", "transformation", "ml_features", "serving")
RETURNS = [(1, 10, 500), (2, 10, 250), (3, 11, 125)]


def copy_of_the_repository(folder: Path) -> Path:
    """What git knows of, as it lies here, in a repository of its own."""
    for name in subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).splitlines():
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    commit = "git -c user.name=someone -c user.email=someone@example.com commit -qm demo"
    subprocess.run(["sh", "-ec", f"git init -q; git add -A; {commit}"], cwd=folder, check=True)
    return folder


def removal() -> str:
    """The command that takes the demo away."""
    (found,) = re.findall(r"## Your own instead of the demo\n\n```sh\n(.*?)```", TEXT, re.DOTALL)
    return found


def examples(*folders: str) -> dict[str, str]:
    """The README's new files below some folders, by path."""
    found: dict[str, str] = {}
    for diff in DIFFS:
        first, _, rest = added(diff).partition("\n")
        path = first.lstrip("#- ")
        if path.startswith(folders):
            found[path] = f"{rest}\n"
    return found


def environment(folder: Path) -> dict[str, str]:
    sources = [str(folder / location / "src") for location in LOCATIONS]
    return without_ours() | {
        "PYTHONPATH": os.pathsep.join(sources),
        "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}",
        "RETURNS_DATABASE_URL": f"sqlite:///{folder / 'returns.sqlite'}",
    }


def call(folder: Path, *words: str) -> str:
    """A command of this environment, as `uv run` would start it there; it must succeed."""
    command = [str(PROGRAMS / words[0]), *words[1:]]
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment(folder if (folder / "workspace.yaml").exists() else folder.parent),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def loaded(folder: Path) -> list[tuple[int, int, int]]:
    """The rows that readers see."""
    path = folder / ".weir" / "published" / "warehouse.duckdb"
    with duckdb.connect(str(path), read_only=True) as readers:
        return readers.execute("select * from base.base__returns__items order by 1").fetchall()


@pytest.mark.slow
def test_the_demo_is_gone_and_the_first_table_of_ones_own_is_loaded(tmp_path: Path) -> None:
    folder = copy_of_the_repository(tmp_path)
    subprocess.run(["sh", "-ec", removal()], cwd=folder, check=True)
    output = call(folder, "weir", "run")
    assert "nothing to do: no code location has an asset" in output
    assert "published" not in output

    with sqlite3.connect(folder / "returns.sqlite") as database:
        columns = "return_id integer, order_id integer, refund_cents integer, updated_at timestamp"
        database.execute(f"create table items ({columns})")
        database.executemany("insert into items values (?, ?, ?, '2026-01-01 00:00:00')", RETURNS)
    component = "weir.components.dlt.DltSource"
    call(folder / "ingestion", "dg", "scaffold", "defs", component, "returns")
    for path, text in examples("ingestion", "transform/").items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)

    call(folder, "weir", "run")
    assert loaded(folder) == RETURNS
    assert "nothing to do: 2 assets are up to date" in call(folder, "weir", "run")

    late = (4, 12, 75)
    with sqlite3.connect(folder / "returns.sqlite") as database:
        database.execute("delete from items where return_id < 3")
        database.execute("insert into items values (?, ?, ?, '2025-01-01 00:00:00')", late)
    call(folder, "weir", "run")
    assert loaded(folder) == [RETURNS[2], late], "rows that went, and one with an old time"
