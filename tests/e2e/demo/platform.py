"""The whole platform with the demo's data, in a folder of its own, driven by the real command."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
from tests.surroundings import without_ours

ROOT = Path(__file__).parents[3]
COPIED = ("transform", "deploy", "sandbox")  # what a test may change, and what `weir` looks for


@dataclass
class Platform:
    """A project folder with a state folder in it.

    The code locations' Python is the repository's own; the dbt project is a copy.
    """

    folder: Path
    started: "list[subprocess.Popen[str]]" = field(default_factory=list)
    before: frozenset[Path] = frozenset()  # the runs that there were when the last command began

    @classmethod
    def create(cls, folder: Path) -> "Platform":
        ignored = shutil.ignore_patterns("target", "logs", "__pycache__")
        for name in COPIED:
            shutil.copytree(ROOT / name, folder / name, ignore=ignored)
        shutil.copy(ROOT / "workspace.yaml", folder / "workspace.yaml")
        return cls(folder)

    def clone(self, folder: Path) -> "Platform":
        """A copy of everything, state included, to go another way from here."""
        shutil.copytree(self.folder, folder, copy_function=_copy)
        return Platform(folder)

    @property
    def state(self) -> Path:
        return self.folder / ".weir"

    @property
    def environment(self) -> dict[str, str]:
        return without_ours()

    def start(self, *words: str, output: Path | None = None) -> "subprocess.Popen[str]":
        """Start a command; its output can be read from the process, or goes to a file."""
        self.before = frozenset(self._runs())
        sink = output.open("w") if output else subprocess.PIPE
        process = subprocess.Popen(
            [str(Path(sys.executable).with_name("weir")), *words],
            cwd=self.folder,
            env=self.environment,
            stdout=sink,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.started.append(process)
        return process

    def weir(self, *words: str) -> tuple[int, str]:
        process = self.start(*words)
        output, _ = process.communicate(timeout=900)
        return process.returncode, output

    def run(self, *words: str) -> str:
        """`weir run`, which must succeed."""
        code, output = self.weir("run", *words)
        assert code == 0, output
        return output

    def tick(self, days: int) -> None:
        code, output = self.weir("sandbox", "tick", "--days", str(days))
        assert code == 0, output

    def due(self) -> dict[str, str]:
        """What `weir run --plan` would do, and why."""
        code, output = self.weir("run", "--plan")
        assert code == 0, output
        rows = [line.split(maxsplit=2) for line in output.splitlines() if "/" in line]
        return {row[1]: row[2].strip() for row in rows if len(row) == 3}

    @contextmanager
    def instance(self) -> Generator[dg.DagsterInstance]:
        """Dagster's records."""
        with dg.DagsterInstance.from_config(str(self.state / "dagster")) as found:
            yield found

    def kill(self, process: "subprocess.Popen[str]") -> None:
        """Kill the command and everything that it started, at once."""
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()

    def end(self) -> None:
        for process in self.started:
            if process.poll() is None:
                self.kill(process)

    def published(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the published copy."""
        path = self.state / "published" / "warehouse.duckdb"
        with duckdb.connect() as connection:
            connection.execute(f"attach '{path}' as warehouse (read_only); use warehouse")
            return connection.execute(sql).fetchall()

    def contents(self, dataset: str, but: frozenset[str] = frozenset()) -> dict[str, str]:
        """A checksum of each table of a dataset, over all columns but the technical ones.

        dlt's own tables are left out: they list loads, and a killed run has one more.
        """
        found: dict[str, str] = {}
        tables = self.published(
            f"select table_name from duckdb_tables() where schema_name = '{dataset}' "
            "and not starts_with(table_name, '_dlt')"
        )
        for (table,) in sorted(tables):
            columns = self.published(
                "select column_name from duckdb_columns() where schema_name = "
                f"'{dataset}' and table_name = '{table}' order by column_name"
            )
            chosen = [f'"{c}"' for (c,) in columns if c not in but]
            listed = ", ".join(chosen)
            rows = self.published(
                f"select count(*), md5(string_agg(r, '|' order by r)) from "
                f"(select concat_ws(',', {listed})::varchar as r from {dataset}.\"{table}\")"
            )
            found[table] = str(rows[0])
        return found

    def contacts(self) -> dict[str, dict[str, Any]]:
        """The CRM's contacts by our id."""
        with sqlite3.connect(self.state / "sandbox" / "crm.db") as connection:
            rows = connection.execute("select properties from contacts").fetchall()
        entries = [json.loads(row[0]) for row in rows]
        return {entry["weir_customer_id"]: entry for entry in entries}

    def writes(self) -> list[tuple[str, str]]:
        """Everything that the CRM was sent so far, in order: our id, and what became of it."""
        with sqlite3.connect(self.state / "sandbox" / "crm.db") as connection:
            return connection.execute(
                "select identifier, outcome from writes order by id"
            ).fetchall()

    def step_began(self, step: str, process: "subprocess.Popen[str]") -> None:
        """Wait until the run of the last command has started a step."""
        self.until(lambda: self._events("STEP_START", step), process, f"step {step} never began")

    def until(
        self, happened: Callable[[], object], process: "subprocess.Popen[str]", else_: str
    ) -> None:
        """Wait for something while a command works."""
        deadline = time.monotonic() + 300
        while not happened():
            assert process.poll() is None, process.communicate()[0]
            assert time.monotonic() < deadline, else_
            time.sleep(0.05)

    def made(self, step: str) -> int:
        """Number of assets that a step of the last command's run has made so far."""
        return self._events("ASSET_MATERIALIZATION", step)

    def _runs(self) -> list[Path]:
        return list((self.state / "dagster" / "history" / "runs").glob("*-*.db"))

    def _events(self, kind: str, step: str) -> int:
        runs = sorted(set(self._runs()) - self.before, key=lambda path: path.stat().st_mtime)
        if not runs:
            return 0
        try:
            with sqlite3.connect(f"file:{runs[-1]}?mode=ro", uri=True) as connection:
                return connection.execute(
                    "select count(*) from event_logs where dagster_event_type = ? and step_key = ?",
                    [kind, step],
                ).fetchone()[0]
        except sqlite3.OperationalError:  # the file is only being made
            return 0


def _copy(source: str, target: str) -> None:
    """Link what has landed (a copy would be a new file to its loader), copy the rest."""
    if "/landing/" in source:
        os.link(source, target)
    else:
        shutil.copy2(source, target)
