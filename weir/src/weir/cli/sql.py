"""`weir sql`: ask the published tables."""

import csv
import json
import sys
from typing import Any

import click

from weir.environment import current
from weir.errors import WeirError
from weir.warehouse import Session, open_warehouse
from weir.warehouse.short_names import resolve

FORMATS = ("table", "csv", "json")


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
        table: Any = session.arrow(resolve(statement, session.tables()))
    except WeirError:
        raise
    except Exception as error:
        raise WeirError(
            str(error), where=statement, fix="`weir status` lists the tables"
        ) from error
    names: list[str] = list(table.column_names)
    rows: list[dict[str, Any]] = table.to_pylist()
    match form:
        case "json":
            json.dump(rows, sys.stdout, default=str, indent=1)
            sys.stdout.write("\n")
        case "csv":
            writer = csv.DictWriter(sys.stdout, names, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        case _:
            _print_table(names, rows)


def _print_table(names: list[str], rows: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table

    shown = Table(header_style="bold")
    for name in names:
        numeric = all(isinstance(row[name], int | float) or row[name] is None for row in rows)
        shown.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        shown.add_row(*("" if row[name] is None else str(row[name]) for name in names))
    Console(highlight=False).print(shown)
    click.echo(f"{len(rows)} row{'s' if len(rows) != 1 else ''}")
