"""Dashboards, as LookML declares them."""

from dataclasses import dataclass
from itertools import combinations

from weir.lookml.block import Block, Scalar
from weir.lookml.element import Element, element
from weir.lookml.place import Place


@dataclass(frozen=True)
class Filter:
    """A filter of a dashboard, at its default: a page has no controls.

    Attributes:
        field: id of the field from which its type is taken.
    """

    name: str
    title: str
    default: Scalar | None
    explore: str
    field: Scalar
    place: Place


@dataclass(frozen=True)
class Dashboard:
    """A dashboard."""

    name: str
    title: str
    description: str
    filters: dict[str, Filter]
    elements: tuple[Element, ...]
    place: Place
    block: Block

    @property
    def tiles(self) -> list[Element]:
        """The tiles that show data."""
        return [tile for tile in self.elements if tile.is_query]


def dashboard(block: Block, model: str) -> Dashboard:
    """An entry of a dashboard file.

    Raises:
        WeirError: something in it is not supported, names stand twice, or tiles overlap.
    """
    block.only(
        *("dashboard", "title", "description", "layout", "preferred_viewer"),
        *("filters", "elements"),
    )
    block.choice("layout", "newspaper")
    block.choice("preferred_viewer", "dashboards-next")
    filters = [_filter(entry, model) for entry in block.blocks("filters")]
    elements = [element(entry, model) for entry in block.blocks("elements")]
    _refuse_doubles([(f.name, f.place) for f in filters], f"{block}: two filters are named")
    _refuse_doubles([(e.name, e.place) for e in elements], f"{block}: two tiles are named")
    for one, other in combinations(elements, 2):
        if _overlap(one, other):
            raise other.place.refuse(f"{block}: {one} and {other} overlap", "move one of them")
    if not any(tile.is_query for tile in elements):
        raise block.place.refuse(f"{block} has no tiles", "add elements")
    return Dashboard(
        name=block.required("dashboard"),
        title=block.required("title"),
        description=block.text("description"),
        filters={f.name: f for f in filters},
        elements=tuple(sorted(elements, key=lambda e: (e.row, e.col))),
        place=block.place,
        block=block,
    )


def _filter(block: Block, model: str) -> Filter:
    block.only(
        *("name", "title", "type", "default_value", "model", "explore", "field"),
        *("allow_multiple_values", "required"),
    )
    block.choice("type", "field_filter")
    block.choice("model", model)
    name, default = block.required("name"), block.scalar("default_value")
    field = block.scalar("field")
    if field is None:
        raise block.place.refuse(f"{block} names no field", "add `field: view.name`")
    return Filter(
        name=name,
        title=block.text("title", name),
        default=default if default and default.text else None,
        explore=block.required("explore"),
        field=field,
        place=block.place,
    )


def _refuse_doubles(named: list[tuple[str, Place]], what: str) -> None:
    seen: set[str] = set()
    for name, place in named:
        if name in seen:
            raise place.refuse(f"{what} {name!r}", "rename one of them")
        seen.add(name)


def _overlap(one: Element, other: Element) -> bool:
    beside = one.col + one.width <= other.col or other.col + other.width <= one.col
    below = one.row + one.height <= other.row or other.row + other.height <= one.row
    return not (beside or below)
