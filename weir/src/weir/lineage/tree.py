"""What something is made of, and what is made of it, as trees."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from weir.lineage.model import Lineage, Origin


@dataclass(frozen=True)
class Branch:
    """A column or asset in a tree.

    Attributes:
        note: what else is to be said: why nothing hangs below, or that it stands above already.
    """

    node: Origin
    branches: tuple["Branch", ...]
    note: str = ""


def upstream(lineage: Lineage, start: Origin) -> Branch:
    """What a column's values, or an asset's rows, come from; whole assets without a column."""

    def parents(node: Origin) -> Iterable[Origin]:
        if node.column:
            return lineage.up(node)
        return (Origin(key, "") for key in lineage.graph.assets[node.asset].deps)

    return _grow(start, parents, lambda node: _end(lineage, node))


def downstream(lineage: Lineage, start: Origin) -> Branch:
    """What is made of a column or an asset."""

    def children(node: Origin) -> Iterable[Origin]:
        if node.column:
            return lineage.down(node)
        return (Origin(key, "") for key in lineage.graph.children[node.asset])

    return _grow(start, children, lambda _: "")


def reached(branch: Branch) -> set[Origin]:
    """Everything in a tree but its root."""
    found: set[Origin] = set()
    waiting = list(branch.branches)
    while waiting:
        current = waiting.pop()
        found.add(current.node)
        waiting.extend(current.branches)
    return found


def _end(lineage: Lineage, node: Origin) -> str:
    """Why nothing hangs above a column."""
    if not node.column:
        return ""
    if reason := lineage.reason(node):
        return f"can't be told: {reason}"
    if not lineage.graph.assets[node.asset].deps:
        return "source"
    return "a constant, or a count of rows"


def _grow(
    start: Origin, following: Callable[[Origin], Iterable[Origin]], end: Callable[[Origin], str]
) -> Branch:
    """The tree below a node. What stands in it already is not drawn a second time."""
    seen: set[Origin] = set()

    def grow(node: Origin, path: tuple[Origin, ...]) -> Branch:
        if node in path:
            return Branch(node, (), "comes from itself")
        below = list(following(node))
        if not below:
            return Branch(node, (), end(node))
        if node in seen:
            return Branch(node, (), "see above")
        seen.add(node)
        return Branch(node, tuple(grow(one, (*path, node)) for one in below))

    return grow(start, ())
