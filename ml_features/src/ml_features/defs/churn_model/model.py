"""The churn model: a logistic regression on logarithms of what we know of a customer.

A worked example, to be replaced: the frame is made of the features' own expressions, the fit
returns a few numbers, and the score is SQL.
"""

from collections.abc import Sequence
from typing import Any

import ibis
import pyarrow as pa
from ibis import _
from ibis.expr import types as ir

from ml_features.defs.fatigue.feature import fatigue
from ml_features.defs.rfm.feature import rfm

NEVER = 400  # days since the last send of a customer who was never sent anything
SATURATED = 50.0  # a logit beyond which the probability no longer moves; BigQuery's EXP overflows


def described(rfm: ir.Table, fatigue: ir.Table) -> ir.Table:
    """What the model may know of a customer, as of the day of the features' rows."""
    joined = rfm.join(fatigue, ["household_id", "as_of"])
    return joined.mutate(days_since_send=_.days_since_send.fill_null(NEVER))


def frame(orders: ir.Table, events: ir.Table, as_of: ir.Table, horizon_days: int) -> ir.Table:
    """One row per customer and day of `as_of`: the features, and whether the customer churned.

    Churned: no order in the `horizon_days` days that begin with the day.
    """
    customers = described(rfm(orders, as_of), fatigue(orders, events, as_of))
    later = customers.left_join(
        orders,
        [
            customers.household_id == orders.household_id,
            orders.ordered_on >= customers.as_of,
            orders.ordered_on < customers.as_of + ibis.interval(days=horizon_days),
        ],
    ).select(customers.household_id, customers.as_of, orders.ordered_on)
    labels = later.group_by(["household_id", "as_of"]).agg(churned=_.ordered_on.count() == 0)
    return customers.join(labels, ["household_id", "as_of"])


def fit(rows: pa.Table, features: Sequence[str], label: str) -> dict[str, Any]:
    """Parameters of a logistic regression on the standardized log1p of the features."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    raw = np.column_stack([rows.column(name).to_numpy() for name in features])
    values = np.log1p(np.maximum(raw, 0.0))
    mean, scale = values.mean(axis=0), values.std(axis=0)
    scale[scale == 0.0] = 1.0
    fitted = LogisticRegression(max_iter=500).fit(
        (values - mean) / scale, rows.column(label).to_numpy(zero_copy_only=False)
    )
    return {
        "features": {
            name: {"mean": float(m), "scale": float(s), "coef": float(c)}
            for name, m, s, c in zip(features, mean, scale, fitted.coef_[0], strict=True)
        },
        "intercept": float(fitted.intercept_[0]),
    }


def probability(customers: ir.Table, model: dict[str, Any]) -> ir.Value:
    """The probability of churn, as an expression over `described` customers."""
    logit: Any = ibis.literal(model["intercept"])
    for name, fitted in model["features"].items():
        value = ibis.greatest(customers[name].cast("float64"), 0.0)
        logit += ((value + 1).ln() - fitted["mean"]) / fitted["scale"] * fitted["coef"]
    bounded = ibis.least(ibis.greatest(logit, -SATURATED), SATURATED)
    return 1 / (1 + (-bounded).exp())
