"""The graph, for commands that only look."""

import click

from weir.environment import Environment
from weir.errors import WeirError
from weir.graph.build import load_graph
from weir.graph.document import read
from weir.graph.model import Graph


def graph_to_look_at(environment: Environment) -> tuple[Graph, bool]:
    """The graph, and whether it is of the files as they are.

    Where a code location does not load that is said, and it is the last good one.

    Raises:
        WeirError: there is none.
    """
    try:
        return load_graph(environment), True
    except WeirError as error:
        last = read(environment.home.graph)
        if last is None:
            raise
        click.echo(f"{error}\nwhat follows is of the graph as it last loaded", err=True)
        return last, False
