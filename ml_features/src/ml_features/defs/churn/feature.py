"""Churn: the promoted model's probability for each customer, computed in SQL."""

import ibis
from ibis.expr import types as ir

from ml_features.defs.churn_model.model import described, probability
from weir.components.feature.registry import Version


def churn(rfm: ir.Table, fatigue: ir.Table, model: Version) -> ir.Table:
    """One row per customer.

    Args:
        rfm: the table of `rfm`.
        fatigue: the table of `fatigue`.
        model: the promoted version.
    """
    customers = described(rfm, fatigue)
    return customers.select(
        "household_id",
        "as_of",
        churn_probability=probability(customers, model.model),
        model_version=ibis.literal(model.version),
    )
