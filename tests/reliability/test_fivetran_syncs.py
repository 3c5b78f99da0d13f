"""Fivetran's syncs: paused, failed, late, and tables that are not what they were."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from tests.reliability.account import GOOGLE, META, Connected, connected
from tests.reliability.conftest import Told
from tests.reliability.matrix import GREEN, cell

EDGES = (GOOGLE, META)
STOPPED = "the step and, by the gate, whatever hangs on it"
REFUSED = "tables are not what is declared: … "


@pytest.fixture(params=EDGES)
def ads(request: pytest.FixtureRequest, place: Path, sales: dict[date, int]) -> Iterator[Connected]:
    """The connection, loaded once."""
    with pytest.MonkeyPatch.context() as patch:
        for one in connected(request.param, patch, sales):
            assert one.step.run().success
            assert one.rows() == one.whole
            yield one


def alone(ads: Connected, told: Told) -> None:
    """The report is refused in words; the other tables are recorded."""
    result = ads.step.run()
    assert not result.success
    told(ads.said(result))
    recorded = {e.asset_key.path[1] for e in result.get_asset_materialization_events()}
    assert ads.report not in recorded
    assert len(recorded) == len(ads.step.attributes["tables"]) - 1


@cell(
    EDGES,
    "paused connector",
    sees="the connection is paused, so nothing is loaded",
    stopped=STOPPED,
    proof="no sync is started, no table recorded; unpaused, the next run records all rows",
)
def test_a_paused_connection(ads: Connected, told: Told) -> None:
    started = ads.starts()
    ads.change(paused=True)
    result = ads.step.run()
    told(ads.said(result))
    assert result.get_asset_materialization_events() == []
    assert ads.starts() == started
    ads.change(paused=False)
    assert ads.step.made()[ads.report]["dagster/row_count"] == ads.whole


@cell(
    EDGES,
    "failed sync",
    sees="failed: The refresh token was revoked … https://fivetran.com/dashboard/connections/",
    stopped=STOPPED,
    proof="no table recorded, the rows stay; after a good sync the new day is there",
)
def test_a_sync_that_fails(ads: Connected, told: Told) -> None:
    ads.change(fail_next="The refresh token was revoked")
    ads.world.tick(1)
    ads.account.settled(ads.connection)
    result = ads.step.run()
    assert not result.success
    told(ads.said(result))
    assert result.get_asset_materialization_events() == []
    assert ads.rows() == ads.whole
    ads.world.tick(1)
    ads.account.settled(ads.connection)
    assert ads.step.run().success
    assert len(ads.days()) == 6


@cell(
    EDGES,
    "wrong type",
    sees=REFUSED + "changed its type: string arrived, BIGINT is declared",
    stopped="the table, and by the gate what hangs on it; the others are recorded",
    proof="all tables but one are recorded; with the type put back all are",
)
def test_a_number_that_became_text(ads: Connected, told: Told) -> None:
    table = f"{ads.dataset}.{ads.report}"
    ads.execute(f"alter table {table} alter {ads.number} type varchar")
    alone(ads, told)
    ads.execute(f"alter table {table} alter {ads.number} type bigint")
    assert ads.step.made()[ads.report]["dagster/row_count"] == ads.whole


@cell(
    EDGES,
    "new column",
    sees=GREEN,
    proof="the rows are recorded, and the column's name with them",
)
def test_a_column_that_nobody_declared(ads: Connected, told: Told) -> None:
    ads.execute(f"alter table {ads.dataset}.{ads.report} add column extra bigint")
    result = ads.step.run()
    told.nothing(result.success, ads.said(result))
    found = ads.step.made()[ads.report]
    assert found["weir/undeclared_columns"] == ["extra"]
    assert found["dagster/row_count"] == ads.whole


@cell(
    EDGES,
    "dropped column",
    sees=REFUSED + "declared columns are missing: lost",
    stopped="the table, and by the gate what hangs on it; the others are recorded",
    proof="all tables but one are recorded",
)
def test_a_column_that_is_gone(ads: Connected, told: Told) -> None:
    columns = ads.step.attributes["tables"][ads.report]["columns"]
    columns["lost"] = "BIGINT"  # what was there when it was declared
    alone(ads, told)
    del columns["lost"]
    assert ads.step.made()[ads.report]["dagster/row_count"] == ads.whole


@cell(
    EDGES,
    "late rows",
    sees=GREEN,
    proof="the platform takes back a day: its rows are marked as deleted, no other day changes",
)
def test_a_day_that_is_restated(ads: Connected, told: Told) -> None:
    before = ads.days()
    ads.change(withdraw=["2017-01-03"])
    ads.world.tick(1)
    ads.account.settled(ads.connection)
    result = ads.step.run()
    told.nothing(result.success, ads.said(result))
    rows = before[0][1]
    assert ads.days() == [*before[:2], before[3], ("2017-01-05", rows)]
