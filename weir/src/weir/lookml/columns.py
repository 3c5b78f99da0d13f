"""The columns that views read, compared with those that marts have."""

import difflib
import re
from collections.abc import Iterable, Mapping

from weir.lookml.field import Field
from weir.lookml.view import View

COLUMN = re.compile(r"\$\{TABLE\}\.`?(\w+)`?")


def columns_of(view: View) -> set[str]:
    """Names of the columns that a view reads from its table."""
    return {name for field in view.fields.values() for name in _columns(field)}


def refuse_missing(views: Iterable[View], present: Mapping[tuple[str, str], Iterable[str]]) -> None:
    """Refuse a view whose table or columns do not exist.

    Args:
        views: the views to compare.
        present: the columns of each table.

    Raises:
        WeirError: naming the file and line of the field, and the nearest column.
    """
    for view in views:
        name = ".".join(view.table)
        if view.table not in present:
            raise view.table_place.refuse(
                f"the table {name} does not exist", "correct the name, or build the mart first"
            )
        known = sorted(set(present[view.table]))
        for field in view.fields.values():
            for column in _columns(field):
                if column in known:
                    continue
                near = difflib.get_close_matches(column, known, n=1)
                raise field.sql.place.refuse(
                    f"{field.id} reads {name}.{column}, which does not exist",
                    f"write ${{TABLE}}.{near[0]}" if near else f"use one of: {', '.join(known)}",
                )


def _columns(field: Field) -> list[str]:
    return [str(name) for name in COLUMN.findall(field.sql.text)]
