"""What each campaign spends and what the platform claims it earned, day by day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from sandbox.ads.randomness import Floats, normal, uniform

SEED = 84510
FIRST_DAY = date(2017, 1, 1)
WARM_UP = FIRST_DAY - timedelta(days=60)  # spend before the first day still works in January
RESTATED_DAYS = 7
SATURDAY = 5
LOW_SHARE, BURST_SHARE = 0.25, 0.2  # how often a campaign is held low, or pushed
AT_ONCE = 0.55  # share of a day's final conversions that the platform shows on the day itself


@dataclass(frozen=True)
class Query:
    """What a platform is asked for.

    Attributes:
        start: first day.
        end: last day, included.
        as_of: the day on which it is asked.
        demand: the shop's demand on a day relative to its mean (1.0 where missing).
        scale: multiple of the campaigns at scale 1; the total spend grows with it.
    """

    start: date
    end: date
    as_of: date
    demand: Mapping[date, float]
    scale: int

    @property
    def days(self) -> list[date]:
        """The days asked for."""
        return days_between(self.start, self.end)


@dataclass(frozen=True)
class Response:
    """How a channel's spend becomes claimed value: the truth that a budget model can recover.

    value = ceiling * stock / (stock + half) * demand, where stock is the adstocked spend.
    """

    base: float
    decay: float
    half: float
    ceiling: float
    seed: int
    noise: int


# In the account's currency a day: US dollars for Google, euros for Meta.
GOOGLE = Response(base=330.0, decay=0.35, half=420.0, ceiling=4600.0, seed=SEED, noise=12)
META = Response(base=210.0, decay=0.60, half=300.0, ceiling=2100.0, seed=SEED + 1, noise=13)


def days_between(start: date, end: date) -> list[date]:
    """Both ends included."""
    return [start + timedelta(days=number) for number in range((end - start).days + 1)]


def ordinals(days: Sequence[date]) -> np.ndarray:
    """Days since 1970-01-01, the form in which a day is a key of a random number."""
    return np.asarray(days, dtype="datetime64[D]").astype(np.int64)


def daily(response: Response, campaigns: Sequence[int], query: Query) -> tuple[Floats, Floats]:
    """Spend and final claimed value of each campaign on each day of a query.

    The adstock is always worked out from the same first day on, so that a window equals the same
    days of any other window exactly.

    Returns:
        Two arrays of shape (campaigns, days), in the account's currency.
    """
    days = days_between(WARM_UP, query.end)
    scale = query.scale
    spend = _spend(response, campaigns, days, len(campaigns) / scale)
    total = spend.sum(0) / scale
    stock = _adstock(total, response.decay) * (1 - response.decay)
    index = np.array([query.demand.get(day, 1.0) for day in days])
    noise = np.exp(0.03 * normal(response.seed, ordinals(days), response.noise))
    value = scale * response.ceiling * stock / (stock + response.half) * index * noise
    wanted = slice((query.start - WARM_UP).days, None)
    return spend[:, wanted], (spend / spend.sum(0) * value)[:, wanted]


def completeness(query: Query) -> Floats:
    """Share of each day's final conversions that the platform shows when it is asked.

    Conversions are booked on the day of the click and arrive until a week later: both platforms
    restate the last days (Google: conversion window; Meta: attribution window).
    """
    age = np.clip(ordinals([query.as_of])[0] - ordinals(query.days), 0, RESTATED_DAYS)
    return 1 - (1 - AT_ONCE) * (1 - age / RESTATED_DAYS) ** 2


def _spend(
    response: Response, campaigns: Sequence[int], days: Sequence[date], per: float
) -> Floats:
    day, campaign = ordinals(days)[None, :], np.asarray(campaigns, dtype=np.int64)[:, None]
    seed = response.seed
    level = response.base / per * np.exp(0.6 * normal(seed, campaign, 7))
    season = 1 + 0.25 * np.sin(2 * np.pi * (day % 365) / 365 + 6 * uniform(seed, campaign, 8))
    weekend = np.where((day + 3) % 7 >= SATURDAY, 0.8, 1.07)
    low = np.where(uniform(seed, campaign, day // 14, 9) < LOW_SHARE, 0.25, 1.0)
    burst = 1 + 0.9 * (uniform(seed, campaign, day // 21, 10) < BURST_SHARE)
    return level * season * weekend * low * burst * np.exp(0.15 * normal(seed, campaign, day, 11))


def _adstock(spend: Floats, decay: float) -> Floats:
    stock = np.zeros_like(spend)
    carried = 0.0
    for position, amount in enumerate(spend):
        carried = amount + decay * carried
        stock[position] = carried
    return stock
