"""Which past days a model is trained as of, and which day it is judged as of."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Windows:
    """The days as of which customers are described, with their labels known today.

    Attributes:
        train: days of the training rows, earliest first.
        holdout: the day of the rows that the model is judged by.
    """

    train: tuple[date, ...]
    holdout: date


def windows(
    as_of: date, *, horizon_days: int, step_days: int, first: date, most: int
) -> Windows | None:
    """Training and holdout days under an embargo.

    A label looks `horizon_days` ahead. So the holdout lies that far back, and the last training
    day that far before the holdout: no training label overlaps the days that the holdout's
    features have not seen.

    Args:
        as_of: today; every event lies before it.
        horizon_days: how far a label looks ahead.
        step_days: days between two training days.
        first: no day before this one has enough history behind it.
        most: how many training days at most.

    Returns:
        None where not one training day lies far enough back.
    """
    horizon = timedelta(days=horizon_days)
    holdout = as_of - horizon
    days = [holdout - horizon - timedelta(days=step_days * back) for back in range(most)]
    train = tuple(sorted(day for day in days if day >= first))
    return Windows(train, holdout) if train else None
