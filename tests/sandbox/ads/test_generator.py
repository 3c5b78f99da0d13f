"""The ads generator: any window gives the same rows, and only young conversions are restated."""

from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from sandbox import ads

YEAR_END = date(2017, 12, 31)
SETTLED = date(2018, 1, 31)
# Column lists as Fivetran's own dbt packages select them (macros/staging/get_*_columns.sql).
READ_BY_FIVETRAN = {
    ("google_ads", "account_history"): "id updated_at currency_code descriptive_name time_zone "
    "auto_tagging_enabled hidden manager manager_customer_id test_account _fivetran_active",
    ("google_ads", "campaign_history"): "id updated_at name customer_id advertising_channel_type "
    "advertising_channel_subtype start_date end_date serving_status status "
    "tracking_url_template _fivetran_active",
    ("google_ads", "campaign_stats"): "_fivetran_id customer_id date id ad_network_type device "
    "clicks impressions cost_micros conversions conversions_value view_through_conversions "
    "interactions interaction_event_types base_campaign active_view_impressions",
    ("facebook_ads", "account_history"): "id name account_status currency timezone_name "
    "timezone_offset_hours_utc business_country_code business_state min_daily_budget created_time",
    ("facebook_ads", "campaign_history"): "id account_id name status start_time stop_time "
    "daily_budget lifetime_budget budget_remaining created_time updated_time",
    ("facebook_ads", "ad_history"): "id account_id ad_set_id campaign_id creative_id name "
    "conversion_domain updated_time",
    ("facebook_ads", "basic_ad"): "ad_id ad_name adset_name date account_id impressions "
    "inline_link_clicks spend reach frequency",
    ("facebook_ads", "basic_ad_actions"): "_fivetran_id ad_id date index action_type value "
    "inline _1_d_view _7_d_click",
    ("facebook_ads", "basic_ad_action_values"): "_fivetran_id ad_id date index action_type value",
}


def report(
    connector: str,
    table: str,
    *,
    start: date = ads.FIRST_DAY,
    end: date,
    as_of: date,
    scale: int = 1,
) -> pa.Table:
    demand = {date(2017, 11, 23): 1.9, date(2017, 12, 25): 0.0}
    return ads.generate(connector, start=start, end=end, as_of=as_of, demand=demand, scale=scale)[
        table
    ]


def between(rows: pa.Table, start: date, end: date) -> pa.Table:
    day = rows["date"]
    return rows.filter(pc.and_(pc.greater_equal(day, start), pc.less_equal(day, end)))


def in_order(rows: pa.Table) -> pa.Table:
    return rows.sort_by([("date", "ascending"), ("_fivetran_id", "ascending")])


@pytest.mark.parametrize(
    ("connector", "table"),
    [
        ("google_ads", "campaign_stats"),
        ("facebook_ads", "basic_ad"),
        ("facebook_ads", "basic_ad_action_values"),
    ],
)
def test_a_window_equals_the_same_days_of_the_whole_year(connector: str, table: str) -> None:
    year = report(connector, table, end=YEAR_END, as_of=SETTLED)
    june = report(connector, table, start=date(2017, 6, 1), end=date(2017, 6, 30), as_of=SETTLED)
    assert june.equals(between(year, date(2017, 6, 1), date(2017, 6, 30)))
    assert june.num_rows == 30 * (24 if connector == "google_ads" else 18)


def test_conversions_grow_until_a_week_later_and_cost_never_moves() -> None:
    day = date(2017, 11, 1)
    seen: list[float] = []
    costs: set[int] = set()
    for age in range(10):
        rows = report(
            "google_ads", "campaign_stats", start=day, end=day, as_of=day + timedelta(days=age)
        )
        seen.append(pc.sum(rows["conversions_value"]).as_py())
        costs.add(pc.sum(rows["cost_micros"]).as_py())
    assert seen[:8] == sorted(set(seen[:8])), "a day's value must grow each day of its first week"
    assert seen[7] == seen[8] == seen[9]
    assert seen[0] / seen[7] == pytest.approx(0.55, abs=0.001)
    assert len(costs) == 1


def test_the_columns_that_fivetrans_own_models_read_are_there() -> None:
    shapes = {(c, s.name): s for c, known in ads.CONNECTORS.items() for s in known}
    assert set(shapes) == set(READ_BY_FIVETRAN)
    for address, columns in READ_BY_FIVETRAN.items():
        assert set(columns.split()) <= set(shapes[address].columns.names), address


def test_primary_keys_are_unique_and_never_null() -> None:
    for connector, shapes in ads.CONNECTORS.items():
        tables = ads.generate(connector, end=YEAR_END, as_of=SETTLED, demand={})
        for shape in shapes:
            keys = tables[shape.name].select(shape.key)
            assert keys.num_rows == keys.group_by(list(shape.key)).aggregate([]).num_rows
            assert sum(column.null_count for column in keys.columns) == 0


def test_demand_drives_value_and_scale_multiplies_campaigns_and_spend() -> None:
    day = date(2017, 11, 23)
    calm = ads.generate("google_ads", start=day, end=day, as_of=SETTLED, demand={})
    busy = ads.generate("google_ads", start=day, end=day, as_of=SETTLED, demand={day: 2.0})
    value = [pc.sum(t["campaign_stats"]["conversions_value"]).as_py() for t in (calm, busy)]
    assert value[1] == pytest.approx(2 * value[0], rel=1e-4)
    small, large = (
        report("facebook_ads", "basic_ad", end=YEAR_END, as_of=SETTLED, scale=scale)
        for scale in (1, 4)
    )
    assert large.num_rows == 4 * small.num_rows
    ratio = pc.sum(large["spend"]).as_py() / pc.sum(small["spend"]).as_py()
    assert 2.5 < ratio < 6


def test_a_renamed_campaign_has_two_versions_of_which_one_is_active() -> None:
    before, after = (
        ads.generate("google_ads", end=as_of, as_of=as_of, demand={})["campaign_history"]
        for as_of in (date(2017, 5, 31), date(2017, 6, 1))
    )
    assert (before.num_rows, after.num_rows) == (8, 9)
    versions = [row for row in after.to_pylist() if row["id"] == 344106001]
    assert [(row["name"], row["_fivetran_active"]) for row in versions] == [
        ("Search | Generic", False),
        ("Search | Non-brand", True),
    ]


def test_rows_in_the_destination_carry_the_moment_of_their_sync() -> None:
    moment = datetime(2017, 11, 30, 4, 0, 0, 125, tzinfo=UTC)
    rows = ads.generate("facebook_ads", end=YEAR_END, as_of=SETTLED, demand={})["account_history"]
    assert ads.stamped(rows, moment)["_fivetran_synced"].to_pylist() == [
        moment.replace(tzinfo=None)
    ]
    assert rows["currency"].to_pylist() == ["EUR"]
