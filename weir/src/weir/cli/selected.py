"""What `weir run` is told to confine itself to."""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from weir.components.dbt.invocation import DEFER
from weir.errors import WeirError
from weir.graph.model import Graph
from weir.plan.select import select


@dataclass(frozen=True)
class Selected:
    """A selection, resolved.

    Attributes:
        assets: keys; None: everything there is.
        checks: ids of checks that are selected without their asset.
        tags: what the runs must know of it.
    """

    assets: set[str] | None = None
    checks: frozenset[str] = frozenset()
    tags: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Words:
    """A selection, as it was typed."""

    own: Sequence[str]
    dbt: Sequence[str]
    state: Path | None
    defer: bool

    def verify(self) -> None:
        """Refuse what contradicts itself, before anything is loaded.

        Raises:
            WeirError: an option stands alone that means nothing alone, or two exclude each other.
        """
        if self.own and self.dbt:
            raise WeirError(
                "--select and --dbt-select are two selections",
                where="weir run",
                fix="say one of them",
            )
        if self.defer and not (self.state and (self.own or self.dbt)):
            raise WeirError(
                "--defer reads what is not selected from another environment, and "
                + ("nothing is selected" if self.state else "no environment is named"),
                where="weir run --defer",
                fix="add --dbt-select or --select"
                if self.state
                else "add --state with the folder `.weir/dbt` of the other environment",
            )
        if self.state and not self.defer and "state:" not in " ".join(self.dbt):
            raise WeirError(
                "--state is named, and nothing reads it",
                where="weir run --state",
                fix="add --dbt-select state:modified+, or --defer",
            )

    def resolve(self, graph: Graph) -> Selected:
        """The assets and checks that are meant.

        Raises:
            WeirError: that is none, or a word is none.
        """
        tags = {DEFER: str(self.state.resolve())} if self.defer and self.state else {}
        if self.own:
            return Selected(select(graph, self.own), tags=tags)
        if not self.dbt:
            return Selected()
        from weir.components.dbt.listing import listed

        found = listed(graph, self.dbt, self.state)
        return Selected(set(found.assets), found.checks, tags)


def askable(selected: Selected, loaded: Container[str], graph: Graph) -> frozenset[str]:
    """The selected checks whose table there is: here, or where the rest is read from.

    Raises:
        WeirError: nothing else is selected, and there is none.
    """
    there = frozenset(
        c for c in selected.checks if selected.tags or graph.checks[c].asset in loaded
    )
    if selected.checks and not there and not selected.assets:
        raise WeirError(
            f"only checks are selected, of tables that are not here: {', '.join(selected.checks)}",
            where="--dbt-select",
            fix="make the tables first: `weir run`",
        )
    return there


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of a selection in dbt's words, for a command."""
    for option in (
        click.option(
            "--defer",
            is_flag=True,
            help="Read what is not selected and missing here from the environment of --state.",
        ),
        click.option(
            "--state",
            type=click.Path(path_type=Path),
            metavar="DIR",
            help="The folder `.weir/dbt` of another environment.",
        ),
        click.option(
            "--dbt-select",
            "dbt_words",
            multiple=True,
            metavar="WORDS",
            help="In dbt's own words: tag:, path:, state:modified+ and all others.",
        ),
    ):
        command = option(command)
    return command
