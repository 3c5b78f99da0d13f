"""Which customers there are as of a day, and what had happened to them by then."""

from ibis.expr import types as ir

MONTH = 30  # days; "lately" in names that end in _30d
QUARTER = 90  # days; in names that end in _90d


def seen(orders: ir.Table, as_of: ir.Table) -> ir.Table:
    """(household_id, as_of): every customer who had ordered before the day, for each day.

    Args:
        orders: household_id, ordered_on.
        as_of: one row for each day, column as_of. A feature knows only what lies before it.
    """
    first = orders.group_by("household_id").agg(first_on=orders.ordered_on.min())
    return first.join(as_of, first.first_on < as_of.as_of).select("household_id", "as_of")


def age_days(day: ir.DateColumn, as_of: ir.DateColumn) -> ir.IntegerColumn:
    """Days from a day to `as_of`; 1 is the day before.

    Both must be dates: the difference of timestamps counts boundaries in DuckDB and periods of
    24 hours in BigQuery.
    """
    return as_of.delta(day, unit="day")
