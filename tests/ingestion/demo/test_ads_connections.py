"""The two ads connections of the demo: every cent that the platforms report is in the warehouse."""

from datetime import date

import pyarrow.compute as pc
import pytest
from tests.sandbox.fivetran.conftest import account, sales  # noqa: F401
from tests.weir.components.fivetran.conftest import Step, connected, declared, rows  # noqa: F401

from sandbox import ads
from sandbox.fivetran.testing import Account

DAYS = ["2017-02-21", "2017-02-24", "2017-03-03"]


def test_ticks_and_syncs_end_where_one_load_of_everything_ends(
    connected: Account,  # noqa: F811
) -> None:
    steps = [Step(declared("google_ads")), Step(declared("facebook_ads"))]
    for day in [connected.world.clock.isoformat(), *DAYS]:
        connected.world.set_clock(date.fromisoformat(day))
        for step in steps:
            step.made()
    for connector in ads.CONNECTORS:
        expected = ads.generate(
            connector,
            end=connected.world.clock,
            as_of=connected.world.clock,
            demand=connected.world.demand(),
        )
        for name in declared(connector)["tables"]:
            found = rows(
                f"select * exclude (_fivetran_synced) from {connector}.{name} order by all"
            )
            columns = expected[name].column_names
            order = [(column, "ascending") for column in columns]
            wanted = expected[name].sort_by(order).to_pylist()
            assert found == [tuple(row.values()) for row in wanted], f"{connector}.{name}"


def test_google_bills_in_dollars_and_meta_in_euros(connected: Account) -> None:  # noqa: F811
    for name in ads.CONNECTORS:
        Step(declared(name)).made()
    assert rows("select currency_code from google_ads.account_history") == [("USD",)]
    assert rows("select currency from facebook_ads.account_history") == [("EUR",)]


@pytest.mark.slow
def test_the_years_spend_is_that_of_the_platforms_to_the_cent(
    connected: Account,  # noqa: F811
) -> None:
    connected.world.set_clock(date(2017, 12, 31))
    for name in ads.CONNECTORS:
        Step(declared(name)).made()
    reports = {
        name: ads.generate(name, end=date(2017, 12, 31), as_of=date(2017, 12, 31), demand={})
        for name in ads.CONNECTORS
    }
    google = pc.sum(reports["google_ads"]["campaign_stats"]["cost_micros"]).as_py()
    meta = pc.sum(reports["facebook_ads"]["basic_ad"]["spend"]).as_py()
    assert rows("select sum(cost_micros) from google_ads.campaign_stats") == [(google,)]
    assert google % 10_000 == 0, "whole cents"
    assert rows("select cast(round(sum(spend) * 100) as bigint) from facebook_ads.basic_ad") == [
        (round(meta * 100),)
    ]
