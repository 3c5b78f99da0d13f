"""A code location in a temporary folder, with one dlt source in it."""

import datetime as dt
import importlib
import json
import os
import resource
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dagster as dg
import pyarrow as pa
import pyarrow.parquet as pq
import yaml
from dagster.components.testing import create_defs_folder_sandbox
from dagster.components.testing.utils import DefsFolderSandbox

from weir.warehouse import open_warehouse

COLUMNS = {"day": "DATE", "item": "BIGINT", "label": "VARCHAR", "cents": "BIGINT"}
PATH = "till/lines_{day}.parquet"


@dataclass
class Location:
    """A defs folder with the component `till`, its landing bucket and its Dagster instance."""

    folder: Path
    landing: Path
    sandbox: Any
    instance: dg.DagsterInstance = field(default_factory=dg.DagsterInstance.ephemeral)

    def declare(self, table: Mapping[str, Any], *, code: str = "", **attributes: Any) -> None:
        """Write the component: one table `lines`, and perhaps a source of its own."""
        body = {"description": "One row per line.", "columns": COLUMNS, **table}
        document = {
            "type": "weir.components.dlt.DltSource",
            "attributes": {"dataset": "till", "tables": {"lines": body}, **attributes},
        }
        self.folder.mkdir(exist_ok=True, parents=True)
        (self.folder / "defs.yaml").write_text(yaml.safe_dump(document, sort_keys=False))
        if code:
            (self.folder / "source.py").write_text(textwrap.dedent(code))

    @contextmanager
    def defs(self) -> Iterator[dg.Definitions]:
        importlib.invalidate_caches()  # the modules were written a moment ago
        with self.sandbox.load_component_and_build_defs(self.folder) as (_, defs):
            yield defs

    def run(
        self,
        *days: str,
        full: bool = False,
        only_checks: bool = False,
        select: dg.AssetSelection | None = None,
    ) -> dg.ExecuteInProcessResult:
        """Load in process: nothing, one day or a range of days; no exception on failure."""
        tags = {"weir/full_refresh": "true"} if full else {}
        if days:
            tags["dagster/asset_partition_range_start"] = days[0]
            tags["dagster/asset_partition_range_end"] = days[-1]
        with self.defs() as defs:
            chosen = select or dg.AssetSelection.all()
            if only_checks:
                chosen = dg.AssetSelection.all_asset_checks()
            job = dg.define_asset_job("load", chosen, executor_def=dg.in_process_executor)
            made = dg.Definitions.merge(defs, dg.Definitions(jobs=[job])).resolve_job_def("load")
            return made.execute_in_process(instance=self.instance, raise_on_error=False, tags=tags)

    def land(self, date: str, rows: list[tuple[int, str, int]], **changes: Any) -> Path:
        """Write a day's file; `changes` replace columns by Arrow arrays."""
        path = self.landing / f"till/lines_{date}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        table = {
            "day": pa.array([dt.date.fromisoformat(date)] * len(rows), pa.date32()),
            "item": pa.array([row[0] for row in rows], pa.int64()),
            "label": pa.array([row[1] for row in rows], pa.string()),
            "cents": pa.array([row[2] for row in rows], pa.int64()),
        }
        aside = path.with_suffix(".part")
        pq.write_table(
            pa.table({k: v for k, v in (table | changes).items() if v is not None}), aside
        )
        aside.replace(path)
        return path


def sql(query: str) -> list[tuple[Any, ...]]:
    """Rows of a query on the live warehouse."""
    with open_warehouse().session("test", read_only=True) as session:
        return session.rows(query)


def facts(result: dg.ExecuteInProcessResult, table: str = "lines") -> dict[str, Any]:
    """Metadata of a table's materialization."""
    event = result.asset_materializations_for_node("load_till")
    found = next(e for e in event if e.asset_key.path[-1] == table)
    return {key: value.value for key, value in found.metadata.items()}


def judged(result: dg.ExecuteInProcessResult) -> dict[str, bool]:
    """Whether each check passed."""
    return {e.check_name: e.passed for e in result.get_asset_check_evaluations()}


def explanation(result: dg.ExecuteInProcessResult) -> str:
    """What the step says of its failure."""
    event = next(e for e in result.all_events if e.is_step_failure)
    data = event.step_failure_data
    if data.user_failure_data:
        return str(data.user_failure_data.description)
    return str((data.error.cause or data.error).message)


def within(location: Location, size: int, *days: str) -> str:
    """Load in a process of its own that may make no file larger than `size` bytes.

    Returns:
        What the step says of its failure.
    """
    asked = {**_place(location), "size": size, "days": days, "full": False}
    child = subprocess.run(
        [sys.executable, __file__, json.dumps(asked)],
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    return child.stdout


def kill_at(location: Location, place: str, *days: str, full: bool = False) -> None:
    """Load in a process of its own, which is killed when it comes to `place`.

    Args:
        place: a method, as `module:Class.method`.
    """
    asked = {**_place(location), "place": place, "days": days, "full": full}
    child = subprocess.run(
        [sys.executable, __file__, json.dumps(asked)], capture_output=True, timeout=120, check=False
    )
    assert child.returncode == -signal.SIGKILL, (place, child.stderr[-2000:])


def _place(location: Location) -> dict[str, str]:
    sandbox = location.sandbox
    root, name = str(sandbox.project_root), sandbox.project_name
    return {"root": root, "name": name, "landing": str(location.landing)}


def _run(asked: dict[str, Any]) -> None:
    if "size" in asked:
        resource.setrlimit(resource.RLIMIT_FSIZE, (asked["size"], asked["size"]))
    else:
        _die_at(asked["place"])
    folder = Path(asked["root"]) / "src" / asked["name"] / "defs"
    sandbox = DefsFolderSandbox(Path(asked["root"]), folder, asked["name"])
    location = Location(folder / "till", Path(asked["landing"]), sandbox)
    sys.stdout.write(explanation(location.run(*asked["days"], full=asked["full"])))


def _die_at(place: str) -> None:
    module, _, dotted = place.partition(":")
    owner, _, method = dotted.partition(".")
    setattr(
        getattr(importlib.import_module(module), owner),
        method,
        lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL),
    )


def scaffold() -> Any:
    """A folder in which components can be scaffolded and loaded."""
    return create_defs_folder_sandbox()


if __name__ == "__main__":
    _run(json.loads(sys.argv[1]))
