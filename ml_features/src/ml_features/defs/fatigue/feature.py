"""Campaign fatigue: how much mail a customer got lately, and whether they still react."""

import ibis
from ibis import _
from ibis.expr import types as ir

from ml_features.expressions.customers import QUARTER, age_days, seen


def fatigue(orders: ir.Table, events: ir.Table, as_of: ir.Table) -> ir.Table:
    """One row per customer and day of `as_of`, from the events before that day.

    Args:
        orders: household_id, ordered_on; says who is a customer.
        events: household_id, event ('send' or 'redemption'), occurred_on.
        as_of: the days, column as_of.
    """
    customers = seen(orders, as_of)
    past = customers.left_join(
        events,
        [
            customers.household_id == events.household_id,
            events.occurred_on < customers.as_of,
        ],
    ).select(
        customers.household_id,
        customers.as_of,
        events.event,
        age=age_days(events.occurred_on, customers.as_of),
    )
    sent, redeemed = _.event == "send", _.event == "redemption"
    counted = past.group_by(["household_id", "as_of"]).agg(
        sends_90d=_.count(where=sent & (_.age <= QUARTER)),
        sends_total=_.count(where=sent),
        days_since_send=_.age.min(where=sent),
        redemptions_90d=_.count(where=redeemed & (_.age <= QUARTER)),
        redemptions_total=_.count(where=redeemed),
    )
    return counted.mutate(
        redemptions_per_send=_.redemptions_total / ibis.greatest(_.sends_total, 1)
    )
