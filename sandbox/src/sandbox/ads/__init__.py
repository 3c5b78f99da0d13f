"""Ad platforms in miniature: reports in Fivetran's table shapes, driven by real demand."""

from collections.abc import Mapping
from datetime import date, datetime

import pyarrow as pa

from sandbox.ads import google, meta
from sandbox.ads.performance import FIRST_DAY, RESTATED_DAYS, Query
from sandbox.ads.shapes import CONNECTORS, SYNCED, Shape

__all__ = ["CONNECTORS", "FIRST_DAY", "RESTATED_DAYS", "Shape", "generate", "stamped"]


def generate(
    connector: str,
    *,
    start: date = FIRST_DAY,
    end: date,
    as_of: date,
    demand: Mapping[date, float],
    scale: int = 1,
) -> dict[str, pa.Table]:
    """What the platform's API answers for a window of days, in the shapes of Fivetran's tables.

    Histories do not depend on the window. Any window, in any order, gives the same rows; only
    `as_of` changes the conversions of its last seven days.

    Args:
        connector: `google_ads` or `facebook_ads`.
        start: first day of the reports.
        end: last day of the reports, included.
        as_of: the day on which the platform is asked.
        demand: the shop's daily demand relative to its mean.
        scale: multiple of the campaigns.

    Returns:
        An Arrow table for each table of the connector, without `_fivetran_synced`.
    """
    query = Query(start=start, end=end, as_of=as_of, demand=demand, scale=scale)
    if connector == "google_ads":
        columns = {
            "account_history": google.account_history(),
            "campaign_history": google.campaign_history(query),
            "campaign_stats": google.campaign_stats(query),
        }
    else:
        columns = {
            "account_history": meta.account_history(),
            "campaign_history": meta.campaign_history(query),
            "ad_history": meta.ad_history(query),
            "basic_ad": meta.basic_ad(query),
            "basic_ad_actions": meta.actions(query, values=False),
            "basic_ad_action_values": meta.actions(query, values=True),
        }
    return {
        shape.name: pa.table(
            [pa.array(columns[shape.name][field.name], field.type) for field in shape.columns],
            schema=shape.columns,
        )
        for shape in CONNECTORS[connector]
    }


def stamped(rows: pa.Table, moment: datetime) -> pa.Table:
    """The rows with `_fivetran_synced`, the column that every table in the destination carries."""
    return rows.append_column(SYNCED, pa.array([moment] * rows.num_rows, SYNCED.type))
