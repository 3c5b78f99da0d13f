"""What an asset is made of, as far as one can see when it was made."""

from weir.graph.model import Asset, Graph


def shows_news(asset: Asset) -> bool:
    """Whether it is a view that its code alone makes: news of what is above shows in it at once."""
    return (asset.automation or {}).get("when") == "on_code_change"


def parents(graph: Graph, key: str) -> list[str]:
    """Nearest ancestors that somebody makes.

    What only describes (an explore) is passed through. What nobody here makes and nothing stands
    above is made elsewhere, by another location or another tool: it counts itself. A view that is
    made when its code changes shows news of what is above it and says nothing: both count.
    """
    found: dict[str, None] = {}
    for dep in graph.assets[key].deps:
        asset = graph.assets[dep]
        shows = shows_news(asset)
        above = parents(graph, dep) if shows or not asset.executable else []
        for parent in [*above, dep] if shows else above or [dep]:
            found.setdefault(parent)
    return list(found)
