"""What has partitions above an asset, behind whatever has none."""

from dataclasses import dataclass, field

from weir.graph.model import Graph


@dataclass(frozen=True)
class Above:
    """What an asset is made of.

    Attributes:
        divided: the nearest ancestors that have partitions.
        between: what lies before them and has none, such as a view.
    """

    divided: list[str] = field(default_factory=list[str])
    between: list[str] = field(default_factory=list[str])


def above(graph: Graph, key: str) -> Above:
    """What an asset is made of, nearest first, each once."""
    found = Above()
    seen: set[str] = set()
    waiting = list(graph.assets[key].deps)
    while waiting:
        one = waiting.pop(0)
        if one in seen:
            continue
        seen.add(one)
        if graph.assets[one].partitions is not None:
            found.divided.append(one)
        else:
            found.between.append(one)
            waiting += graph.assets[one].deps
    partitioned = set(found.divided)
    between = [one for one in found.between if graph.ancestors(one) & partitioned]
    return Above(found.divided, between)
