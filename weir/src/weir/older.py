"""What was made before something that it is made of."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from weir.automation.parents import parents, shows_news
from weir.graph.model import Graph
from weir.plan.partitions import line_up
from weir.records import Records


@dataclass(frozen=True)
class Older:
    """An asset that was made before the last load of something that it is made of.

    Attributes:
        parent: key of what is newer.
        loaded: when that was loaded, seconds since 1970.
    """

    key: str
    parent: str
    loaded: float


def older(graph: Graph, records: Records, keys: Collection[str]) -> Iterator[Older]:
    """What was made before something that it is made of, what lies furthest up first.

    Views that their code alone makes show news all the same, and what has the partitions of its
    parent may be told apart from it by partition only: of both nothing is said.
    """
    for key in graph.order:
        asset, made = graph.assets[key], records.loaded.get(key)
        if key not in keys or made is None or not asset.executable or shows_news(asset):
            continue
        for parent in parents(graph, key):
            last = records.loaded.get(parent)
            if last is None or last.number <= made.number:
                continue
            if not line_up(graph.assets[parent], asset):
                yield Older(key, parent, last.at)
                break
