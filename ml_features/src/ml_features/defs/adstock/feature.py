"""Adstock: today's effect of the advertising of the last days."""

import ibis
from ibis import _
from ibis.expr import types as ir


def adstock(spend: ir.Table, decay: dict[str, float], lags: int) -> ir.Table:
    """One row per day and channel: the day's spend, and the sum of the past spend that still works.

    Geometric with finite memory: sum over age = 0..lags of spend(day - age) * decay ** age.

    Joined by age rather than with LAG, which counts rows and so takes a day without a row for
    no day at all. Each term becomes a decimal before it is summed: a sum of floats depends on
    the order in which an engine's threads meet.

    Args:
        spend: date_day, channel, spend_usd; at most one row per day and channel.
        decay: the share that is left after a day, by channel; a channel not named keeps nothing.
        lags: the last age in days that counts.
    """
    earlier = spend.view()
    age = spend.date_day.delta(earlier.date_day, unit="day")
    joined = spend.join(
        earlier,
        [
            spend.channel == earlier.channel,
            earlier.date_day <= spend.date_day,
            age <= lags,
        ],
    ).select(
        spend.date_day,
        spend.channel,
        spend.spend_usd,
        term=(earlier.spend_usd.cast("float64") * _weight(spend.channel, age, decay)).cast(
            "decimal(38, 9)"
        ),
    )
    return joined.group_by(["date_day", "channel", "spend_usd"]).agg(
        adstocked_spend_usd=_.term.sum().cast("decimal(38, 9)")
    )


def _weight(channel: ir.StringValue, age: ir.IntegerValue, decay: dict[str, float]) -> ir.Value:
    rates = [(channel == name, ibis.literal(rate)) for name, rate in decay.items()]
    return ibis.cases(*rates, else_=ibis.literal(0.0)) ** age.cast("float64")
