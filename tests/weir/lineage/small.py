"""A small lineage of the tests' own."""

from weir.graph.model import Asset, Graph
from weir.lineage.model import Lineage, Origin, Told


def asset(key: str, *deps: str, columns: tuple[str, ...] = ()) -> Asset:
    named = tuple((name, "bigint", "") for name in columns)
    return Asset(key, "here", executable=True, deps=deps, columns=named)


def lineage() -> Lineage:
    """raw/orders and raw/rates make base/orders; mart/sales is made of it, a page of that."""
    assets = [
        asset("raw/orders", columns=("id", "cents")),
        asset("raw/rates", columns=("rate",)),
        asset("base/orders", "raw/orders", "raw/rates", columns=("id", "usd", "old")),
        asset("mart/sales", "base/orders", columns=("usd", "n")),
        asset("dashboards/sales", "mart/sales", columns=("sales.usd", "sales.share")),
        asset("py/model", "mart/sales", columns=("score",)),
    ]
    usd = (Origin("raw/orders", "cents"), Origin("raw/rates", "rate"))
    told = {
        "base/orders": Told({"id": (Origin("raw/orders", "id"),), "usd": usd}, {}),
        "mart/sales": Told({"usd": (Origin("base/orders", "usd"),), "n": ()}, {}),
        "dashboards/sales": Told(
            {
                "sales.usd": (Origin("mart/sales", "usd"),),
                "sales.share": (Origin("mart/sales", "usd"), Origin("mart/sales", "n")),
            },
            {},
        ),
    }
    return Lineage(Graph({a.key: a for a in assets}, {}), told, stamp="s")
