"""Fivetran's tables in a warehouse that is held, lost or empty, and a step that is killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from tests.reliability.account import GOOGLE, META, Connected, connected
from tests.reliability.conftest import Told
from tests.reliability.matrix import GREEN, cell
from tests.reliability.warehouse import NOT_AGAIN, WAITED, corrupt, elsewhere_held

from weir.home import home

EDGES = (GOOGLE, META)
STOPPED = "the step and, by the gate, whatever hangs on it"
CHILD = """
import sys
from tests.reliability.die import die_at
from tests.weir.components.fivetran.conftest import Step, declared
die_at("weir.components.fivetran.load:Load._metadata")
Step(declared(sys.argv[1])).run()
"""


@pytest.fixture(params=EDGES)
def ads(request: pytest.FixtureRequest, place: Path, sales: dict[date, int]) -> Iterator[Connected]:
    """The connection, loaded once."""
    with pytest.MonkeyPatch.context() as patch:
        for one in connected(request.param, patch, sales):
            assert one.step.run().success
            yield one


@cell(
    EDGES,
    "empty load",
    sees="it has no rows, which its declaration does not allow",
    stopped="the table, and by the gate what hangs on it; the others are recorded",
    proof="all tables but one are recorded",
)
def test_a_table_without_rows(ads: Connected, told: Told) -> None:
    ads.execute(f"delete from {ads.dataset}.account_history")
    result = ads.step.run()
    assert not result.success
    told(ads.said(result))
    recorded = {e.asset_key.path[1] for e in result.get_asset_materialization_events()}
    assert "account_history" not in recorded
    assert len(recorded) == len(ads.step.attributes["tables"]) - 1


@cell(
    EDGES,
    "worker killed",
    sees=GREEN,
    retried="by the next run, which has Fivetran sync again or looks again",
    proof="killed between the sync and its record: all rows are there once, and are recorded",
)
def test_a_step_that_is_killed(ads: Connected, told: Told) -> None:
    ads.world.tick(1)
    ads.account.settled(ads.connection)
    child = subprocess.run(
        [sys.executable, "-c", CHILD, ads.dataset],
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert child.returncode == -signal.SIGKILL, child.stderr[-2000:]
    result = ads.step.run()
    told.nothing(result.success, ads.said(result))
    whole = ads.whole // 4 * 5
    assert ads.rows() == whole
    assert ads.step.made()[ads.report]["dagster/row_count"] == whole


@cell(
    EDGES,
    "lock held",
    sees=WAITED,
    retried=NOT_AGAIN,
    stopped=STOPPED,
    proof="no table is recorded; the next run records all rows, each once",
)
def test_a_warehouse_in_other_hands(
    ads: Connected, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    with elsewhere_held(monkeypatch):
        result = ads.step.run()
    assert not result.success
    told(ads.said(result))
    assert result.get_asset_materialization_events() == []
    ads.account.settled(ads.connection)
    assert ads.step.made()[ads.report]["dagster/row_count"] == ads.whole


@cell(
    GOOGLE,
    "warehouse file corrupt",
    sees="the warehouse can't be opened: … fix:   move the file away; the next run makes a new one",
    stopped=STOPPED,
    proof="the file is moved away as told: a re-sync brings back all days, not only the last ones",
)
def test_a_warehouse_that_is_no_database(place: Path, sales: dict[date, int], told: Told) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for ads in connected(GOOGLE, patch, sales):
            assert ads.step.run().success
            corrupt(home().warehouse)
            result = ads.step.run()
            assert not result.success
            told(ads.said(result))
            ads.account.settled(ads.connection)
            home().warehouse.unlink()
            made = ads.step.made()
            assert made[ads.report]["dagster/row_count"] == ads.whole
            assert ads.statuses("/resync") == [200]
