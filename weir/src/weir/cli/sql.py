"""`weir sql`: ask the published tables."""

import csv
import json
import re
import sys
from typing import Any

import click
import pyarrow as pa

from weir.environment import current
from weir.errors import WeirError
from weir.warehouse import Session, open_warehouse
from weir.warehouse.short_names import resolve

FORMATS = ("table", "csv", "json")
NO_TABLE = re.compile(
    r"\btable\b.*(does not exist|was not found|must be qualified)|not found: (table|dataset)",
    re.IGNORECASE,
)
NUMERIC = (pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal)
WIDTH = 1_000_000  # characters: more than any row has


@click.command("sql")
@click.option("-c", "statement", help="A statement; without it, a shell.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option("--unpublished", is_flag=True, help="The live tables, for repair; takes the lease.")
def command(*, statement: str | None, form: str, unpublished: bool) -> None:
    """Query the published copy, safely while the platform runs.

    A verb of its own because no other tool knows which copy passed its gates. Names of marts
    and other tables resolve without their dataset.
    """
    warehouse = open_warehouse(current())
    opened = warehouse.session("weir sql --unpublished") if unpublished else warehouse.reader()
    with opened as session:
        if statement is not None:
            _answer(session, statement, form)
            return
        click.echo("weir sql: end a statement with ; and leave with an empty line or Ctrl-D")
        while text := _read():
            try:
                _answer(session, text, form)
            except WeirError as error:
                click.secho(str(error), fg="red", err=True)


def _read() -> str:
    lines: list[str] = []
    while True:
        try:
            line = input("weir> " if not lines else "  ... ")
        except EOFError:
            return ""
        if not line.strip() and not lines:
            return ""
        lines.append(line)
        if line.rstrip().endswith(";"):
            return "\n".join(lines)


def _answer(session: Session, statement: str, form: str) -> None:
    try:
        table = session.arrow(resolve(statement, session.tables()))
    except WeirError:
        raise
    except Exception as error:
        lacks = NO_TABLE.search(str(error))
        fix = "name another table: `weir status` lists them" if lacks else "correct the SQL"
        raise WeirError(str(error), where=statement, fix=fix) from error
    # Not as mappings: a join may have two columns of one name.
    rows = list(zip(*(column.to_pylist() for column in table.columns), strict=True))
    match form:
        case "json":
            json.dump(table.to_pylist(), sys.stdout, default=str, indent=1)
            sys.stdout.write("\n")
        case "csv":
            csv.writer(sys.stdout, lineterminator="\n").writerows([table.column_names, *rows])
        case _:
            _print_table(table.schema, rows)


def _print_table(schema: pa.Schema, rows: list[tuple[Any, ...]]) -> None:
    from rich.console import Console
    from rich.table import Table

    shown = Table(header_style="bold")
    for name, kind in zip(schema.names, schema.types, strict=True):
        side = "right" if any(numeric(kind) for numeric in NUMERIC) else "left"
        shown.add_column(name, justify=side, no_wrap=True)
    for row in rows:
        shown.add_row(*("" if value is None else str(value) for value in row))
    # A table wider than its console has its cells cut, whatever they say of wrapping.
    Console(width=WIDTH, highlight=False, markup=False, emoji=False).print(shown)
    click.echo(f"{len(rows)} row{'s' if len(rows) != 1 else ''}")
