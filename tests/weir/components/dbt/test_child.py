"""The dbt process lives no longer than the run that started it."""

import os
import signal
import subprocess
import sys
import time

import pytest

from weir.warehouse import open_warehouse

RUN = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where CI runs in the background
import dagster as dg
from dagster.components.testing.utils import component_defs
from weir.components.dbt import DbtProject
made = component_defs(component=DbtProject())
definitions = dg.Definitions(assets=made.assets, executor=dg.in_process_executor)
job = definitions.resolve_implicit_global_asset_job_def()
with dg.DagsterInstance.ephemeral() as instance:
    job.execute_in_process(instance=instance, raise_on_error=False)
"""

# Python in dbt's own process: it holds the warehouse open and costs the tests' machine nothing.
ENDLESS = """
import time
def model(dbt, session):
    time.sleep(600)
    return session.sql("select 1 as n")
"""


def children(pid: int) -> list[int]:
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    return [int(line) for line in listed.stdout.split()]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def until(condition, seconds: float = 60.0) -> float:
    start = time.monotonic()
    while not condition():
        assert time.monotonic() - start < seconds, "waited in vain"
        time.sleep(0.05)
    return time.monotonic() - start


@pytest.mark.parametrize(
    "how",
    [
        signal.SIGKILL,
        pytest.param(signal.SIGTERM, marks=pytest.mark.slow),
        pytest.param(signal.SIGINT, marks=pytest.mark.slow),
    ],
    ids=["SIGKILL", "SIGTERM", "SIGINT"],
)
def test_dbt_ends_with_the_run_and_leaves_the_warehouse_free(place, how: signal.Signals) -> None:
    made = place({"dbt_project.yml": "{name: slow, profile: weir}", "models/a.py": ENDLESS})
    made.manifest()
    log = made.root / ".weir/dbt/logs/dbt.log"
    log.unlink()
    run = subprocess.Popen(
        [sys.executable, "-c", RUN], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        until(lambda: log.exists() and "Began executing node model.slow.a" in log.read_text())
        (child,) = children(run.pid)
        holder = open_warehouse()._lease.holder()
        assert holder["what"].startswith("run ")
        assert holder["what"].endswith(" step dbt")
        run.send_signal(how)
        assert until(lambda: not alive(child), 8) < 8
        run.wait(15)
    finally:
        run.kill()
        run.wait()
    assert made.rows("select count(*) from duckdb_tables() where table_name = 'a'") == [(0,)]
