"""Views and explores: what a dashboard may ask for, and of which table."""

import difflib
import re
from dataclasses import dataclass

from weir.lookml import field
from weir.lookml.block import Block, Scalar
from weir.lookml.field import Field
from weir.lookml.place import Place

TABLE = re.compile(r"`?(\w+)`?\.`?(\w+)`?")
DERIVED = ("a derived table would be a model outside dbt", "make it a mart and name that")
JOINS = ("an explore is one mart", "join in the mart; a wide table has no fan-out")
ALIAS = ("an explore has its view's name", "name the explore as its view")


@dataclass(frozen=True)
class View:
    """A view: one table and the fields that are read from it.

    Attributes:
        table: (dataset, table), the same two words as the mart's asset key.
    """

    name: str
    table: tuple[str, str]
    fields: dict[str, Field]
    block: Block
    table_place: Place

    def field(self, name: str, asked: Place) -> Field:
        """The field of that name.

        Raises:
            WeirError: there is none; the place is that of the asker.
        """
        if name in self.fields:
            return self.fields[name]
        near = difflib.get_close_matches(name, self.fields, n=1)
        fix = f"write {self.name}.{near[0]}" if near else f"add it to {self.block.place}"
        raise asked.refuse(f"the view {self.name} has no field {name!r}", fix)


def view(block: Block) -> View:
    """A `view: name {…}`.

    Raises:
        WeirError: something in it is not supported, or two fields have one name.
    """
    block.only(
        *("sql_table_name", "label", "description", "dimension", "dimension_group", "measure"),
        because={"derived_table": DERIVED},
    )
    table = block.scalar("sql_table_name")
    if table is None:
        raise block.place.refuse(f"{block} names no table", "add `sql_table_name: mart.name ;;`")
    fields: dict[str, Field] = {}
    for found in _fields(block):
        if found.name in fields:
            raise found.place.refuse(f"{block} has two fields {found.name!r}", "rename one of them")
        fields[found.name] = found
    return View(block.name, _address(table), fields, block, table.place)


def _fields(block: Block) -> list[Field]:
    name = block.name
    found = [field.dimension(name, entry) for entry in block.blocks("dimension")]
    for entry in block.blocks("dimension_group"):
        found += field.dimension_group(name, entry)
    return found + [field.measure(name, entry) for entry in block.blocks("measure")]


def _address(table: Scalar) -> tuple[str, str]:
    found = TABLE.fullmatch(table.text)
    if found is None:
        raise table.place.refuse(
            f"{table.text!r} is no table's address",
            "write dataset.table; the environment decides the project and the prefix",
        )
    return found[1], found[2]


@dataclass(frozen=True)
class Explore:
    """An explore: a view that dashboards may ask."""

    name: str
    view: View
    block: Block


def explore(block: Block, views: dict[str, View]) -> Explore:
    """An `explore: name {…}`.

    Raises:
        WeirError: it joins, renames its view, or its view is unknown.
    """
    block.only("label", "description", because={"join": JOINS, "from": ALIAS, "view_name": ALIAS})
    if block.name not in views:
        near = difflib.get_close_matches(block.name, views, n=1)
        raise block.place.refuse(
            f"{block}: no view of that name is included",
            f"write {near[0]}" if near else "add the view, or include its file in the model",
        )
    return Explore(block.name, views[block.name], block)
