"""Recency, frequency, monetary value: scores from 1 to 5 and the segment they make."""

import ibis
from ibis import _
from ibis.expr import types as ir

from ml_features.expressions.customers import MONTH, QUARTER, age_days, seen

SCORES = 5
HIGH, LOW = 4, 2  # the two best fifths, the two worst


def rfm(orders: ir.Table, as_of: ir.Table) -> ir.Table:
    """One row per customer and day of `as_of`, from the orders before that day.

    Args:
        orders: household_id, order_id, ordered_on, net_cents; one row per order.
        as_of: the days, column as_of.
    """
    return _scored(_measured(orders, as_of)).mutate(
        segment=ibis.cases(
            ((_.r_score >= HIGH) & (_.f_score >= HIGH), "champion"),
            (_.r_score >= HIGH, "recent"),
            (_.f_score >= HIGH, "at_risk_loyal"),
            (_.r_score <= LOW, "hibernating"),
            else_="middle",
        )
    )


def _measured(orders: ir.Table, as_of: ir.Table) -> ir.Table:
    customers = seen(orders, as_of)
    past = customers.join(
        orders,
        [
            customers.household_id == orders.household_id,
            orders.ordered_on < customers.as_of,
        ],
    ).select(
        customers.household_id,
        customers.as_of,
        orders.ordered_on,
        orders.net_cents,
        age=age_days(orders.ordered_on, customers.as_of),
    )
    measured = past.group_by(["household_id", "as_of"]).agg(
        recency_days=_.age.min(),
        tenure_days=_.age.max(),
        frequency=_.count(),
        active_days=_.ordered_on.nunique(),
        monetary_cents=_.net_cents.sum(),
        monetary_90d_cents=_.net_cents.sum(where=_.age <= QUARTER).fill_null(0),
        orders_30d=_.count(where=_.age <= MONTH),
        orders_90d=_.count(where=_.age <= QUARTER),
    )
    return measured.mutate(
        gap_days=(_.tenure_days - _.recency_days) / ibis.greatest(_.active_days - 1, 1)
    )


def _scored(measured: ir.Table) -> ir.Table:
    return measured.mutate(
        r_score=_score(measured.recency_days.desc()),
        f_score=_score(measured.frequency.asc()),
        m_score=_score(measured.monetary_cents.asc()),
    )


def _score(order: ir.Value) -> ir.Value:
    """1 (worst) to 5 (best) among the customers of the same day.

    Many customers tie; without the id in the order an engine splits ties anew on every run.
    """
    window = ibis.window(group_by="as_of", order_by=[order, ibis.asc("household_id")])
    return ibis.ntile(SCORES).over(window) + 1
