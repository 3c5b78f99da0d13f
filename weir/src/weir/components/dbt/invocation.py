"""One use of dbt: what it is asked for, and its answers."""

import contextlib
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from weir.components.dbt.kept import KEPT
from weir.components.dbt.project import Project

DEFER = "weir/dbt_defer"  # tag of a run: the folder `.weir/dbt` of the environment to read from


@dataclass(frozen=True)
class Command:
    """One dbt command.

    Attributes:
        select: unique ids, exactly; None: the whole project.
        wait: tests that a node must wait for, besides those that dbt makes it wait for.
        anew: incremental models that are built from the start.
        tags: nodes that have a tag for this command alone.
    """

    name: str
    options: Sequence[str] = ()
    select: Sequence[str] | None = None
    wait: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    anew: Sequence[str] = ()
    tags: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])


def warm_up(project: Project) -> None:
    """Let a dbt process start, which takes seconds, while this one prepares its request."""
    KEPT.give_back(KEPT.take(project))


@contextlib.contextmanager
def started(
    project: Project,
    commands: Sequence[Command],
    *,
    count: Mapping[str, str] | None = None,
    options: Sequence[str] = (),
    unchanged: int | None = None,
    defer: Mapping[str, Mapping[str, str]] | None = None,
) -> Generator[Iterator[dict[str, Any]]]:
    """Let dbt read the project, then run the commands. Yields its answers.

    However the block is left, dbt is at rest afterwards. One that was left in mid-work has been
    ended: interrupted first, so that it cancels its queries, killed if that takes too long. One
    that is at rest waits for the next request of this process, without a connection.

    Args:
        count: relations whose rows are counted when their node is done, by unique id.
        unchanged: number of nodes of the last parse, where no file changed since.
        defer: where tables are that are read from another environment, by unique id: database,
            schema and identifier.

    Raises:
        WeirError: dbt could not do what it was asked for, or ended without an answer.
    """
    request = {
        "options": [*project.options(), *options],
        "dialect": project.warehouse.dialect,
        "directory": str(project.directory),
        "target": str(project.target),
        "commands": [asdict(command) for command in commands],
        "count": dict(count or {}),
        "unchanged": unchanged,
        "defer": {unique_id: dict(names) for unique_id, names in (defer or {}).items()},
    }
    child = KEPT.take(project)
    try:
        yield child.ask(request)
    finally:
        KEPT.give_back(child)
