"""What an asset is made of, as far as one can see when it was made."""

from weir.graph.model import Graph


def parents(graph: Graph, key: str) -> list[str]:
    """Nearest ancestors that somebody makes.

    What only describes (an explore) is passed through. What nobody here makes and nothing stands
    above is made elsewhere, by another location or another tool: it counts itself.
    """
    found: dict[str, None] = {}
    for dep in graph.assets[key].deps:
        asset = graph.assets[dep]
        above = [] if asset.executable else parents(graph, dep)
        for parent in above or [dep]:
            found.setdefault(parent)
    return list(found)
