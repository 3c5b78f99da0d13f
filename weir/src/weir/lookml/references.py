"""Every name that LookML refers to exists, and stands where it may."""

import datetime as dt
import difflib

from weir.lookml.block import Scalar
from weir.lookml.dashboard import Dashboard
from weir.lookml.element import CHARTS, Element
from weir.lookml.expression import Expressions
from weir.lookml.field import Field
from weir.lookml.view import Explore, View


def check_view(view: View, today: dt.date | None) -> None:
    """Refuse references of a view's fields to what does not exist or may not stand there.

    Raises:
        WeirError: with the file and line of the field.
    """
    expressions = Expressions(view, today)
    for found in view.fields.values():
        for name, expression in found.filters.items():
            _dimension(view, Scalar(name, expression.place))
        if found.order_by:
            _dimension(view, found.order_by)
        expressions.sql(found)


def check_dashboard(dashboard: Dashboard, explores: dict[str, Explore]) -> None:
    """Refuse unknown explores, fields and filters, and tiles whose type can't show their fields.

    Raises:
        WeirError: with the file and line of the name.
    """
    for found in dashboard.filters.values():
        explore = _explore(found.explore, Scalar(found.explore, found.place), explores)
        _dimension(explore.view, found.field)
    for tile in dashboard.tiles:
        explore = _explore(tile.explore, Scalar(tile.explore, tile.block.at("explore")), explores)
        _check_tile(tile, explore.view, dashboard)


def fields_of(tile: Element, view: View) -> list[Field]:
    """The fields of a tile, in the order in which they are selected."""
    return [lookup(view, ref) for ref in tile.fields]


def lookup(view: View, ref: Scalar) -> Field:
    """The field that `view.name` names.

    Raises:
        WeirError: it is of another view, or the view has no such field.
    """
    owner, dot, name = ref.text.partition(".")
    if not dot or owner != view.name:
        raise ref.place.refuse(
            f"{ref.text} is not in the explore {view.name}", f"write {view.name}.{name or owner}"
        )
    return view.field(name, ref.place)


def _check_tile(tile: Element, view: View, dashboard: Dashboard) -> None:
    fields = fields_of(tile, view)
    selected = {ref.text for ref in tile.fields}
    named = [*tile.pivots, *(ref for ref, _ in tile.sorts)]
    named += [Scalar(name, tile.block.at("series_cell_visualizations")) for name in tile.bars]
    for ref in named:
        if ref.text not in selected:
            raise ref.place.refuse(
                f"{tile}: {ref.text} is not among its fields", "add it to fields"
            )
    for name, expression in tile.filters.items():
        _dimension(view, Scalar(name, expression.place))
    for name, ref in tile.listen.items():
        if name not in dashboard.filters:
            raise ref.place.refuse(
                f"{tile} listens to {name!r}, which is no filter of {dashboard.name}",
                f"use one of: {', '.join(dashboard.filters) or 'none is declared'}",
            )
        _dimension(view, ref)
    _check_shape(tile, fields)


def _check_shape(tile: Element, fields: list[Field]) -> None:
    measures = [f for f in fields if f.is_measure]
    dimensions = [f for f in fields if not f.is_measure]
    place = tile.block.at("fields")
    if dimensions and not tile.sorts:
        raise tile.place.refuse(f"{tile} has no sorts, so its rows have no order", "add sorts")
    if tile.type == "single_value":
        wanted = 2 if tile.comparison else 1
        if dimensions or len(measures) != wanted:
            raise place.refuse(f"{tile}: a single_value takes {wanted} measure(s) and no dimension")
    if not fields:
        raise place.refuse(f"{tile} has no fields", "add fields")
    if tile.type not in CHARTS:
        return
    pivots = {ref.text for ref in tile.pivots}
    axis = [f for f in dimensions if f.id not in pivots]
    if len(axis) != 1 or not measures or len(pivots) > 1 or (pivots and len(measures) != 1):
        raise place.refuse(
            f"{tile}: a chart takes one dimension, and either measures or one measure and a pivot"
        )
    if len({m.format for m in measures}) > 1:
        raise place.refuse(f"{tile}: its measures have different number formats, but one axis")
    if pivots and tile.limit is not None:
        raise tile.block.at("limit").refuse(
            f"{tile}: a limit with a pivot would cut rows, not categories", "filter instead"
        )


def _dimension(view: View, ref: Scalar) -> Field:
    found = lookup(view, ref) if "." in ref.text else view.field(ref.text, ref.place)
    if found.is_measure:
        raise ref.place.refuse(
            f"{ref.text} is a measure; only dimensions can be filtered or sorted by",
            "filter a dimension, or filter in the mart",
        )
    return found


def _explore(name: str, ref: Scalar, explores: dict[str, Explore]) -> Explore:
    if name in explores:
        return explores[name]
    near = difflib.get_close_matches(name, explores, n=1)
    fix = f"write {near[0]}" if near else f"use one of: {', '.join(explores)}"
    raise ref.place.refuse(f"the model has no explore {name!r}", fix)
