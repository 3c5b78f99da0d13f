"""Facebook Ads (Meta) as Fivetran's connector delivers it. The account bills in euros."""

from typing import Any

import numpy as np

from sandbox.ads import campaigns, performance
from sandbox.ads.campaigns import ADS_PER_CAMPAIGN, OPENED
from sandbox.ads.google import AVERAGE_ORDER, Columns, surrogate
from sandbox.ads.performance import Query
from sandbox.ads.randomness import normal, uniform

PURCHASE = "offsite_conversion.fb_pixel_purchase"
CLICK_SHARE = 0.8  # of the purchases; the rest is attributed to views
EURO = 1.13  # dollars: what a purchase of the average order is worth in the account's currency


def account_history() -> Columns:
    """The one account."""
    return {
        "id": [campaigns.META_ACCOUNT],
        "name": ["Shop"],
        "account_status": ["ACTIVE"],
        "currency": ["EUR"],
        "timezone_name": ["America/New_York"],
        "timezone_offset_hours_utc": [-5.0],
        "business_country_code": ["US"],
        "business_state": ["OH"],
        "min_daily_budget": [100],
        "created_time": [OPENED],
    }


def campaign_history(query: Query) -> Columns:
    """A row for each version of each campaign."""
    known = campaigns.meta_versions(query.as_of, query.scale)
    return {
        "id": [version.id for version in known],
        "updated_time": [version.since for version in known],
        "account_id": [campaigns.META_ACCOUNT for _ in known],
        "name": [version.name for version in known],
        "status": [version.status for version in known],
        "start_time": [OPENED for _ in known],
        "stop_time": [None for _ in known],
        "daily_budget": [10_000 for _ in known],
        "lifetime_budget": [0 for _ in known],
        "budget_remaining": [0.0 for _ in known],
        "created_time": [OPENED for _ in known],
    }


def ad_history(query: Query) -> Columns:
    """Three ads in two ad sets for each campaign."""
    ads = [
        (campaign, number)
        for campaign in campaigns.meta_ids(query.scale)
        for number in range(ADS_PER_CAMPAIGN)
    ]
    names = {v.id: v.name for v in campaigns.meta_versions(OPENED.date(), query.scale)}
    return {
        "id": [ad_id(campaign, number) for campaign, number in ads],
        "updated_time": [OPENED for _ in ads],
        "account_id": [campaigns.META_ACCOUNT for _ in ads],
        "ad_set_id": [campaign * 100 + number // 2 for campaign, number in ads],
        "campaign_id": [campaign for campaign, _ in ads],
        "creative_id": [campaign * 1000 + number for campaign, number in ads],
        "name": [f"{names[campaign]} | creative {'ABC'[number]}" for campaign, number in ads],
        "conversion_domain": ["shop.example.com" for _ in ads],
    }


def ad_id(campaign: Any, number: Any) -> Any:
    """The id of a campaign's ad."""
    return campaign * 10 + number


def basic_ad(query: Query) -> Columns:
    """A row for each ad and day; spend in euros, final at once."""
    grid = _Grid(query)
    seed = performance.SEED
    spend = np.round(grid.spend, 2)
    price = 8.5 * np.exp(0.3 * normal(seed, grid.campaign, 31))  # of a thousand impressions
    impressions = np.floor(spend / price * 1000)
    click_rate = 0.012 * np.exp(0.35 * normal(seed, grid.ad, 32))
    clicks = np.floor(impressions * click_rate + uniform(seed, grid.ad, grid.ordinal, 33))
    reach = np.floor(impressions * 0.6)
    names = dict(zip(*(ad_history(query)[c] for c in ("id", "name")), strict=True))
    return {
        "ad_id": grid.ad.astype(str),
        "date": grid.ordinal.astype("datetime64[D]"),
        "ad_name": [names[ad] for ad in grid.ad],
        "adset_name": [f"Ad set {'AB'[number // 2]}" for number in grid.number],
        "account_id": np.full(len(grid.ad), campaigns.META_ACCOUNT),
        "impressions": impressions.astype(np.int64),
        "inline_link_clicks": clicks.astype(np.int64),
        "spend": spend,
        "reach": reach.astype(np.int64),
        "frequency": np.round(impressions / np.maximum(reach, 1), 4),
        "_fivetran_deleted": np.zeros(len(grid.ad), dtype=bool),
    }


def actions(query: Query, *, values: bool) -> Columns:
    """Purchases by ad and day, restated for a week: their value in euros, or their number."""
    grid = _Grid(query)
    amount = grid.value * performance.completeness(query)[grid.when]
    if not values:
        amount = amount * EURO / AVERAGE_ORDER
    by_click = np.round(amount * CLICK_SHARE, 2)
    by_view = np.round(amount * (1 - CLICK_SHARE), 2)
    return {
        "_fivetran_id": [surrogate(*key) for key in zip(grid.ad, grid.ordinal, strict=True)],
        "ad_id": grid.ad.astype(str),
        "date": grid.ordinal.astype("datetime64[D]"),
        "index": np.zeros(len(grid.ad), dtype=np.int64),
        "action_type": np.full(len(grid.ad), PURCHASE),
        "value": np.round(by_click + by_view, 2),
        "inline": np.full(len(grid.ad), None),
        "_1_d_view": by_view,
        "_7_d_click": by_click,
        "_fivetran_deleted": np.zeros(len(grid.ad), dtype=bool),
    }


class _Grid:
    """Campaign x day x ad, flat: one element a row of a report."""

    def __init__(self, query: Query) -> None:
        ids = campaigns.meta_ids(query.scale)
        days = query.days
        spend, value = performance.daily(performance.META, ids, query)
        which, self.when, self.number = (
            part.ravel()
            for part in np.meshgrid(
                np.arange(len(ids)),
                np.arange(len(days)),
                np.arange(ADS_PER_CAMPAIGN),
                indexing="ij",
            )
        )
        self.campaign: Any = np.asarray(ids, dtype=np.int64)[which]
        self.ad = ad_id(self.campaign, self.number)
        self.ordinal = performance.ordinals(days)[self.when]
        self.spend = spend[which, self.when] / ADS_PER_CAMPAIGN
        self.value = value[which, self.when] / ADS_PER_CAMPAIGN
