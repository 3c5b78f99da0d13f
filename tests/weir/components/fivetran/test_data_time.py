"""How new a connection's data is: what Fivetran wrote last, and when it last looked."""

import datetime as dt

import dagster as dg
import pytest
from tests.weir.components.fivetran.conftest import Step, declared

from sandbox.fivetran.testing import Account
from weir import gate
from weir.components.fivetran.probe import age
from weir.components.fivetran.state import moment
from weir.warehouse import open_warehouse

META = "conn_facebook_ads"
CONNECTION = "FIVETRAN_FACEBOOK_ADS_CONNECTION"


def test_the_newest_row_that_fivetran_wrote_is_the_data_time(connected: Account) -> None:
    connected.settled(META)
    made = Step(declared("facebook_ads")).made()["basic_ad"]
    with open_warehouse().session("test", read_only=True) as session:
        [(newest,)] = session.rows("select max(_fivetran_synced) from facebook_ads.basic_ad")
    assert made["weir/data_time"] == newest.replace(tzinfo=dt.UTC).timestamp()


def test_a_connection_without_news_is_as_old_as_its_last_sync_by_fivetrans_clock(
    connected: Account,
) -> None:
    """The sandbox's clock stands in 2017; by this machine's the sync would be years old."""
    synced = moment(connected.settled(META)["succeeded_at"])
    first = age(connection=CONNECTION, trigger="fivetran", sync_every=None)
    assert 0 <= first < 3600
    [spec] = [s for s in Step(declared("facebook_ads")).assets.specs if s.key.path[1] == "basic_ad"]
    assert spec.metadata["weir/probe"]["age"] == "weir.components.fivetran.probe:age"
    connected.change(META, schedule_type="manual")
    connected.world.tick(2)  # nobody syncs it
    later = age(connection=CONNECTION)
    assert later - first == pytest.approx(2 * 86400, abs=3600)
    assert moment(connected.show(META)["succeeded_at"]) == synced


def test_a_connection_that_the_gate_holds_back_is_not_synced(
    connected: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    connected.settled(META)
    before = len(connected.requests)
    key = dg.AssetKey(["facebook_ads", "basic_ad"])
    monkeypatch.setattr(gate, "withheld", lambda context: {key: "check x of raw/ids failed"})
    result = Step(declared("facebook_ads")).run()
    assert not result.success
    assert len(connected.requests) == before
