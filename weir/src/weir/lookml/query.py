"""The query of a tile, in BigQuery's SQL: what Looker would send."""

import datetime as dt
from dataclasses import dataclass

from weir.lookml.block import Scalar
from weir.lookml.dashboard import Dashboard
from weir.lookml.element import Element
from weir.lookml.expression import Expressions
from weir.lookml.field import Field
from weir.lookml.filter import Period
from weir.lookml.references import fields_of
from weir.lookml.view import View

ORDER = "_order"  # suffix of the hidden column that an `order_by_field` adds


@dataclass(frozen=True)
class Query:
    """A tile's query.

    Attributes:
        fields: the visible columns; hidden ones follow them.
        ordered: id of each field with an `order_by_field` to the index of its hidden column.
        period: the one period that the tile's measures are limited to, where there is one.
    """

    sql: str
    view: View
    fields: tuple[Field, ...]
    ordered: dict[str, int]
    period: Period | None


def query(tile: Element, dashboard: Dashboard, view: View, today: dt.date | None) -> Query:
    """The query of a tile, with the dashboard's filters at their defaults.

    Raises:
        WeirError: a filter or a reference in it is not supported.
    """
    expressions = Expressions(view, today)
    fields = fields_of(tile, view)
    columns = [f"{expressions.selected(f)} AS {f.name}" for f in fields]
    ordered: dict[str, int] = {}
    for found in fields:
        if found.order_by:
            by = view.field(found.order_by.text.rpartition(".")[2], found.order_by.place)
            ordered[found.id] = len(columns)
            columns.append(f"MIN({expressions.sql(by)}) AS {found.name}{ORDER}")
    conditions = [
        expressions.where(name, expression)
        for name, expression in _filters(tile, dashboard).items()
    ]
    selected = ",\n  ".join(columns)
    sql = f"SELECT\n  {selected}\nFROM {'.'.join(view.table)} AS {view.name}"
    if conditions:
        sql += "\nWHERE " + "\n  AND ".join(conditions)
    keys = [str(i + 1) for i, found in enumerate(fields) if not found.is_measure]
    if keys:
        sql += f"\nGROUP BY {', '.join(keys)}"
    ids = [f.id for f in fields]
    sorts = [
        f"{ordered.get(ref.text, ids.index(ref.text)) + 1} {'DESC' if down else 'ASC'}"
        for ref, down in tile.sorts
    ]
    # What is not sorted by still gets an order: a page must not change when no data did.
    said = {ref.text for ref, _ in tile.sorts}
    sorts += [
        str(ordered.get(f.id, i) + 1)
        for i, f in enumerate(fields)
        if not f.is_measure and f.id not in said
    ]
    if sorts:
        sql += f"\nORDER BY {', '.join(sorts)}"
    if tile.limit is not None:
        sql += f"\nLIMIT {tile.limit}"
    periods: set[Period] = set()
    for found in fields[:1]:
        periods |= expressions.periods(found)
    return Query(sql, view, tuple(fields), ordered, periods.pop() if len(periods) == 1 else None)


def _filters(tile: Element, dashboard: Dashboard) -> dict[str, Scalar]:
    """The tile's own filters, and those of the dashboard that it listens to."""
    heard = {
        field.text: default
        for name, field in tile.listen.items()
        if (default := dashboard.filters[name].default) is not None
    }
    return {**tile.filters, **heard}
