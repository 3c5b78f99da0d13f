"""Google Ads as Fivetran's connector delivers it."""

import base64
import hashlib
from typing import Any

import numpy as np

from sandbox.ads import campaigns, performance
from sandbox.ads.performance import Query
from sandbox.ads.randomness import normal, uniform

DEVICES = ("MOBILE", "DESKTOP", "TABLET")
DEVICE_SHARES = np.array([0.62, 0.33, 0.05])
NETWORKS = ("SEARCH", "CONTENT", "MIXED")
AVERAGE_ORDER = 29.5
CENT = 10_000  # micros
Columns = dict[str, Any]


def account_history() -> Columns:
    """The one account; it bills in US dollars."""
    return {
        "id": [campaigns.GOOGLE_ACCOUNT],
        "updated_at": [campaigns.OPENED],
        "currency_code": ["USD"],
        "descriptive_name": ["Shop"],
        "time_zone": ["America/New_York"],
        "auto_tagging_enabled": [True],
        "hidden": [False],
        "manager": [False],
        "manager_customer_id": [None],
        "test_account": [False],
        "_fivetran_active": [True],
    }


def campaign_history(query: Query) -> Columns:
    """A row for each version of each campaign."""
    known = campaigns.google_versions(query.as_of, query.scale)
    return {
        "id": [version.id for version in known],
        "updated_at": [version.since for version in known],
        "name": [version.name for version in known],
        "customer_id": [campaigns.GOOGLE_ACCOUNT for _ in known],
        "advertising_channel_type": [version.channel for version in known],
        "advertising_channel_subtype": [None for _ in known],
        "start_date": ["2016-12-01" for _ in known],
        "end_date": ["2037-12-30" for _ in known],
        "serving_status": ["SERVING" for _ in known],
        "status": [version.status for version in known],
        "tracking_url_template": [None for _ in known],
        "_fivetran_active": [version.active for version in known],
    }


def campaign_stats(query: Query) -> Columns:
    """A row for each campaign, day and device. Cost is final at once, conversions are restated."""
    ids, days = campaigns.google_ids(query.scale), query.days
    spend, value = performance.daily(performance.GOOGLE, ids, query)
    value = value * performance.completeness(query)[None, :]
    which, when, device = (
        part.ravel()
        for part in np.meshgrid(
            np.arange(len(ids)), np.arange(len(days)), np.arange(len(DEVICES)), indexing="ij"
        )
    )
    campaign = np.asarray(ids, dtype=np.int64)[which]
    ordinal = performance.ordinals(days)[when]
    share = DEVICE_SHARES[device]
    cost, claimed = spend[which, when] * share, value[which, when] * share
    seed = performance.SEED
    cost_per_click = 0.55 * np.exp(0.35 * normal(seed, campaign, 21))
    clicks = np.floor(cost / cost_per_click + uniform(seed, campaign, ordinal, device, 22))
    click_rate = 0.035 * np.exp(0.4 * normal(seed, campaign, 23))
    impressions = np.floor(clicks / click_rate + uniform(seed, campaign, ordinal, device, 24))
    micros = np.round(cost * 1e6).astype(np.int64) // CENT * CENT
    measurable = np.floor(impressions * 0.9)
    return {
        "_fivetran_id": [surrogate(*key) for key in zip(campaign, ordinal, device, strict=True)],
        "customer_id": np.full(len(campaign), campaigns.GOOGLE_ACCOUNT),
        "date": ordinal.astype("datetime64[D]"),
        "id": campaign,
        "ad_network_type": np.array(NETWORKS)[campaign % len(NETWORKS)],
        "device": np.array(DEVICES)[device],
        "base_campaign": [f"customers/{campaigns.GOOGLE_ACCOUNT}/campaigns/{c}" for c in campaign],
        "clicks": clicks.astype(np.int64),
        "impressions": impressions.astype(np.int64),
        "cost_micros": micros,
        "conversions": np.round(claimed / AVERAGE_ORDER, 2),
        "conversions_value": np.round(claimed, 2),
        "view_through_conversions": np.zeros(len(campaign), dtype=np.int64),
        "interactions": clicks.astype(np.int64),
        "interaction_event_types": np.full(len(campaign), '["CLICK"]'),
        "active_view_impressions": np.floor(measurable * 0.6).astype(np.int64),
        "active_view_measurability": np.full(len(campaign), 0.9),
        "active_view_measurable_cost_micros": micros,
        "active_view_measurable_impressions": measurable.astype(np.int64),
        "active_view_viewability": np.full(len(campaign), 0.6),
        "_fivetran_deleted": np.zeros(len(campaign), dtype=bool),
    }


def surrogate(*parts: object) -> str:
    """Fivetran's `_fivetran_id`: a hash of what identifies the row."""
    text = "|".join(map(str, parts)).encode()
    return base64.b64encode(hashlib.sha1(text, usedforsecurity=False).digest()).decode()
