"""The columns that a dashboard's fields are made of, by the SQL of its LookML."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dagster as dg

from weir.home import home
from weir.lineage.facts import column_lineage
from weir.lineage.known import Known
from weir.lineage.model import Columns, Told
from weir.lineage.sql import origins as of_sql
from weir.lookml.columns import columns_of
from weir.lookml.dashboard import Dashboard
from weir.lookml.dialect import READ
from weir.lookml.expression import Expressions
from weir.lookml.field import Field
from weir.lookml.project import Project, load
from weir.lookml.view import View

CALL = "weir.components.lookml.origins:origins"
ANY_DAY = dt.date(2000, 1, 1)  # relative dates become literals; which ones is no matter of lineage


def fields(project: Project, found: Dashboard) -> dict[str, Field]:
    """All fields that a dashboard shows or filters by, by id."""
    named = [ref.text for tile in found.tiles for ref in tile.fields]
    named += [name for tile in found.tiles for name in tile.filters]
    named += [ref.text for tile in found.tiles for ref in tile.listen.values()]
    made: dict[str, Field] = {}
    for name in named:
        view, _, field = name.rpartition(".")
        if view in project.explores:
            made[name] = project.explores[view].view.fields[field]
    return made


def schema(project: Project, found: Dashboard) -> dg.TableSchema:
    """The fields as the asset's columns."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(name, type=f"LookML {field.kind}", description=field.label)
            for name, field in fields(project, found).items()
        ]
    )


def metadata(project: Project, found: Dashboard) -> dict[str, Any]:
    """What the asset's spec says of its columns; a project's dashboards are asked together."""
    root = home().project
    folder = project.root.relative_to(root) if project.root.is_relative_to(root) else project.root
    return {
        "dagster/column_schema": schema(project, found),
        "weir/origins": {"call": CALL, "arguments": {"project": folder.as_posix()}},
    }


def origins(known: Known, *, project: str) -> dict[str, Told]:
    """What the SQL of each dashboard's fields says.

    Raises:
        WeirError: something is not LookML, with file and line.
    """
    loaded = load(home().project / Path(project))
    return {
        f"dashboards/{name}": told(loaded, found, known.columns)
        for name, found in loaded.dashboards.items()
    }


def facts(project: Project, found: Dashboard) -> dict[str, Any]:
    """What a materialization says of them; the step has compared the marts' columns before."""
    return column_lineage(told(project, found, {}))


def told(project: Project, found: Dashboard, known: Mapping[str, Any]) -> Told:
    """What a dashboard's fields are made of.

    Args:
        known: columns of the marts; one without any has those that the view reads.
    """
    made: dict[str, Columns] = {}
    reasons: dict[str, str] = {}
    for name, field in fields(project, found).items():
        view = project.explores[name.rpartition(".")[0]].view
        table = "/".join(view.table)
        read = sorted(columns_of(view))
        present = known.get(table) or read
        missing = sorted(set(columns_of(view)) - set(present))
        said = of_sql(_select(view, field), READ, {table: [*present, *missing]})
        made[name] = said.columns.get("field", ())
        wrong = [one.column for one in made[name] if one.column in missing]
        if said.reasons or wrong:
            reasons[name] = next(
                iter(said.reasons.values()), f"{table} has no column {', '.join(wrong)}"
            )
            made[name] = ()
    return Told(made, reasons)


def _select(view: View, field: Field) -> str:
    sql = Expressions(view, ANY_DAY).selected(field)
    return f"SELECT {sql} AS field FROM {'.'.join(view.table)} AS {view.name}"
