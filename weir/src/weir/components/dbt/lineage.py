"""Who reads whom in a dbt project, ephemeral models looked through."""

from collections.abc import Iterable
from functools import cached_property

from weir.components.dbt.keys import is_table
from weir.components.dbt.manifest import Manifest
from weir.components.dbt.node import Node, part, parts


class Lineage:
    """Parents and children of a project's nodes."""

    def __init__(self, manifest: Manifest) -> None:
        self.manifest = manifest

    def reads(self, node: Node) -> list[str]:
        """Unique ids of the nodes and sources that a node names, in its own order."""
        # Asked for every node: a set of all of them would make a load quadratic.
        nodes, sources = self.manifest.nodes, self.manifest.sources
        named = parts(part(node, "depends_on"), "nodes")
        return list(dict.fromkeys(n for n in named if n in nodes or n in sources))

    def tables(self, unique_ids: Iterable[str]) -> list[str]:
        """The tables and sources among `unique_ids`; an ephemeral model stands for its parents."""
        found: dict[str, None] = {}
        for unique_id in unique_ids:
            node = self.manifest.nodes.get(unique_id)
            if node is None or is_table(node):
                found.setdefault(unique_id)
            else:
                found.update(dict.fromkeys(self.tables(self.reads(node))))
        return list(found)

    def ephemeral(self, node: Node) -> list[Node]:
        """The ephemeral models in a node's SQL, nested ones included."""
        found: dict[str, Node] = {}
        for unique_id in self.reads(node):
            parent = self.manifest.nodes.get(unique_id)
            if parent is not None and not is_table(parent) and unique_id not in found:
                found[unique_id] = parent
                found.update({p["unique_id"]: p for p in self.ephemeral(parent)})
        return list(found.values())

    @cached_property
    def children(self) -> dict[str, list[str]]:
        """Nodes that read each node or source; tests are not among them."""
        found: dict[str, list[str]] = {}
        for unique_id, node in self.manifest.nodes.items():
            if node["resource_type"] != "test":
                for parent in self.reads(node):
                    found.setdefault(parent, []).append(unique_id)
        return found

    def descendants(self, unique_id: str) -> set[str]:
        """Everything that hangs on a node, tests left out."""
        found: set[str] = set()
        waiting = [unique_id]
        while waiting:
            for child in self.children.get(waiting.pop(), []):
                if child not in found:
                    found.add(child)
                    waiting.append(child)
        return found

    def most_downstream(self, unique_ids: list[str]) -> str:
        """The one that hangs on most of the others; among equals the one named last."""
        others = set(unique_ids)
        return max(
            reversed(unique_ids),
            key=lambda one: sum(one in self.descendants(other) for other in others - {one}),
        )
