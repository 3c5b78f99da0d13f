"""`weir lineage`: what a column is made of, and what is made of it."""

import json
import sys
from pathlib import Path
from typing import Any

import click
from rich.markup import escape
from rich.tree import Tree

from weir.cli.display import console
from weir.environment import current
from weir.errors import WeirError
from weir.graph.build import load_graph
from weir.lineage.build import load_lineage
from weir.lineage.find import find
from weir.lineage.model import Lineage, Origin
from weir.lineage.tree import Branch, downstream, upstream

PAGE = "lineage.html"


@click.command("lineage")
@click.argument("name", required=False)
@click.option("--up", is_flag=True, help="Only what it is made of.")
@click.option("--down", is_flag=True, help="Only what is made of it.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option(
    "--html",
    "page",
    is_flag=False,
    flag_value="",
    default=None,
    help="Write one static page of everything [default: .weir/dashboards/lineage.html].",
)
@click.option("--untold", is_flag=True, help="List columns that can't be told, and why.")
def command(
    *, name: str | None, up: bool, down: bool, as_json: bool, page: str | None, untold: bool
) -> None:
    """Show the way of a column over all borders: loader, dbt, features, dashboards, CRM.

    NAME is a table, or a table and a column: mrt__finance__monthly_revenue.ad_spend_usd. Read
    from the code alone; nothing has to have run.

    A verb of its own because `dg` and `dbt docs` end at their own borders.
    """
    environment = current()
    if name is None and page is None and not untold:
        raise WeirError("nothing is asked for", fix="name a table or table.column, or give --html")
    if page is not None:  # a minute, where nothing was asked before; stdout has the path alone
        click.echo("reading what the columns of all assets are made of", err=True)
    graph = load_graph(environment, tell=_tell)
    lineage = load_lineage(graph, environment, tell=_tell)
    if page is not None:
        from weir.lineage.page import write

        path = Path(page) if page else environment.home.dashboards / PAGE
        write(path, lineage)
        click.echo(path)
    if untold:
        _list(lineage)
    if name is not None:
        start = find(lineage, name)
        both = up == down
        trees = {
            **({"made of": upstream(lineage, start)} if up or both else {}),
            **({"read by": downstream(lineage, start)} if down or both else {}),
        }
        _show(start, trees, as_json=as_json)


def _show(start: Origin, trees: dict[str, Branch], *, as_json: bool) -> None:
    if as_json:
        found = {title: _data(branch)["from"] for title, branch in trees.items()}
        click.echo(json.dumps({"name": _name(start), **found}, indent=1))
        return
    for title, branch in trees.items():
        root = Tree(f"[bold]{escape(_name(branch.node))}[/] {title}{_note(branch, title)}")
        _hang(root, branch)
        console.print(root)


def _note(branch: Branch, title: str) -> str:
    if branch.branches:
        return ""
    return f": [dim]{escape(branch.note or ('nothing' if title == 'made of' else 'nobody'))}[/]"


def _hang(tree: Tree, branch: Branch) -> None:
    for one in branch.branches:
        note = f" [dim]({escape(one.note)})[/]" if one.note else ""
        _hang(tree.add(f"{escape(_name(one.node))}{note}"), one)


def _data(branch: Branch) -> dict[str, Any]:
    return {
        "name": _name(branch.node),
        **({"note": branch.note} if branch.note else {}),
        "from": [_data(one) for one in branch.branches],
    }


def _list(lineage: Lineage) -> None:
    found = list(lineage.untold())
    for column, reason in found:
        click.echo(f"{column}: {reason}")
    columns = sum(len(lineage.columns(key)) for key in lineage.graph.assets)
    click.echo(f"{len(found)} of {columns} columns can't be told")


def _name(node: Origin) -> str:
    return str(node) if node.column else node.asset


def _tell(line: str) -> None:
    """Progress, for a person only: what is piped on is the answer."""
    if sys.stderr.isatty():
        click.secho(line, dim=True, err=True)
