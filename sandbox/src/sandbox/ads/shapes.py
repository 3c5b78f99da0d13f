"""The tables that Fivetran's two ad connectors fill: columns, types and primary keys.

Column lists: Fivetran's own dbt packages (fivetran/dbt_google_ads, fivetran/dbt_facebook_ads,
`macros/staging/get_*_columns.sql`). `_fivetran_synced` is added by the sync.
"""

from dataclasses import dataclass

import pyarrow as pa

TEXT, INTEGER, FLOAT, FLAG = pa.string(), pa.int64(), pa.float64(), pa.bool_()
DAY, MOMENT = pa.date32(), pa.timestamp("us")
SYNCED = pa.field("_fivetran_synced", MOMENT)


@dataclass(frozen=True)
class Shape:
    """A table of a connector.

    Attributes:
        name: its name in the destination.
        key: the columns of its primary key.
        columns: all columns but `_fivetran_synced`.
        report: True for a report over days, whose last days are restated; False for a history.
    """

    name: str
    key: tuple[str, ...]
    columns: pa.Schema
    report: bool


def _shape(table: str, key: str, /, *, report: bool = False, **columns: pa.DataType) -> Shape:
    return Shape(table, tuple(key.split()), pa.schema(list(columns.items())), report)


GOOGLE_ADS = (
    _shape(
        "account_history",
        "id updated_at",
        id=INTEGER,
        updated_at=MOMENT,
        currency_code=TEXT,
        descriptive_name=TEXT,
        time_zone=TEXT,
        auto_tagging_enabled=FLAG,
        hidden=FLAG,
        manager=FLAG,
        manager_customer_id=INTEGER,
        test_account=FLAG,
        _fivetran_active=FLAG,
    ),
    _shape(
        "campaign_history",
        "id updated_at",
        id=INTEGER,
        updated_at=MOMENT,
        name=TEXT,
        customer_id=INTEGER,
        advertising_channel_type=TEXT,
        advertising_channel_subtype=TEXT,
        start_date=TEXT,
        end_date=TEXT,
        serving_status=TEXT,
        status=TEXT,
        tracking_url_template=TEXT,
        _fivetran_active=FLAG,
    ),
    _shape(
        "campaign_stats",
        "_fivetran_id",
        report=True,
        _fivetran_id=TEXT,
        customer_id=INTEGER,
        date=DAY,
        id=INTEGER,
        ad_network_type=TEXT,
        device=TEXT,
        base_campaign=TEXT,
        clicks=INTEGER,
        impressions=INTEGER,
        cost_micros=INTEGER,
        conversions=FLOAT,
        conversions_value=FLOAT,
        view_through_conversions=INTEGER,
        interactions=INTEGER,
        interaction_event_types=TEXT,
        active_view_impressions=INTEGER,
        active_view_measurability=FLOAT,
        active_view_measurable_cost_micros=INTEGER,
        active_view_measurable_impressions=INTEGER,
        active_view_viewability=FLOAT,
        _fivetran_deleted=FLAG,
    ),
)

FACEBOOK_ADS = (
    _shape(
        "account_history",
        "id",
        id=INTEGER,
        name=TEXT,
        account_status=TEXT,
        currency=TEXT,
        timezone_name=TEXT,
        timezone_offset_hours_utc=FLOAT,
        business_country_code=TEXT,
        business_state=TEXT,
        min_daily_budget=INTEGER,
        created_time=MOMENT,
    ),
    _shape(
        "campaign_history",
        "id updated_time",
        id=INTEGER,
        updated_time=MOMENT,
        account_id=INTEGER,
        name=TEXT,
        status=TEXT,
        start_time=MOMENT,
        stop_time=MOMENT,
        daily_budget=INTEGER,
        lifetime_budget=INTEGER,
        budget_remaining=FLOAT,
        created_time=MOMENT,
    ),
    _shape(
        "ad_history",
        "id updated_time",
        id=INTEGER,
        updated_time=MOMENT,
        account_id=INTEGER,
        ad_set_id=INTEGER,
        campaign_id=INTEGER,
        creative_id=INTEGER,
        name=TEXT,
        conversion_domain=TEXT,
    ),
    _shape(
        "basic_ad",
        "ad_id date",
        report=True,
        ad_id=TEXT,
        date=DAY,
        ad_name=TEXT,
        adset_name=TEXT,
        account_id=INTEGER,
        impressions=INTEGER,
        inline_link_clicks=INTEGER,
        spend=FLOAT,
        reach=INTEGER,
        frequency=FLOAT,
        _fivetran_deleted=FLAG,
    ),
    _shape(
        "basic_ad_actions",
        "_fivetran_id ad_id date index",
        report=True,
        _fivetran_id=TEXT,
        ad_id=TEXT,
        date=DAY,
        index=INTEGER,
        action_type=TEXT,
        value=FLOAT,
        inline=FLOAT,
        _1_d_view=FLOAT,
        _7_d_click=FLOAT,
        _fivetran_deleted=FLAG,
    ),
    _shape(
        "basic_ad_action_values",
        "_fivetran_id ad_id date index",
        report=True,
        _fivetran_id=TEXT,
        ad_id=TEXT,
        date=DAY,
        index=INTEGER,
        action_type=TEXT,
        value=FLOAT,
        inline=FLOAT,
        _1_d_view=FLOAT,
        _7_d_click=FLOAT,
        _fivetran_deleted=FLAG,
    ),
)

CONNECTORS = {"google_ads": GOOGLE_ADS, "facebook_ads": FACEBOOK_ADS}
