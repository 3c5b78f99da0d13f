"""Exposures and readers that disagree are said, by name; those that agree are not."""

import copy
from dataclasses import replace

from weir.components.dbt.exposures import differences
from weir.graph.model import Asset, Graph


def graph(**reads: tuple[str, ...]) -> Graph:
    """A graph in which dashboards and audiences read tables of the shop project."""
    tables = ("mart/sales", "mart/mrt__people", "base/base__orders", "int/as_of")
    columns = {"int/as_of": (("as_of", "date", ""),)}
    assets = [Asset(k, "t", executable=True, columns=columns.get(k, ())) for k in tables]
    assets += [
        Asset(k.replace("__", "/", 1), "s", executable=True, deps=v) for k, v in reads.items()
    ]
    return Graph({a.key: a for a in assets}, {})


def exposing(manifest, **exposures: tuple[str, list[str]]):
    content = copy.deepcopy(manifest.content)
    content["exposures"] = {
        f"exposure.shop.{name}": {
            "name": name,
            "type": kind,
            "depends_on": {"nodes": [f"model.shop.{model}" for model in models]},
        }
        for name, (kind, models) in exposures.items()
    }
    return replace(manifest, content=content)


def test_what_agrees_is_not_mentioned(shop) -> None:
    said = exposing(
        shop.manifest(),
        money=("dashboard", ["mrt__sales"]),
        people=("application", ["mrt__people"]),
        paper=("notebook", ["mrt__people"]),
    )
    found = graph(
        dashboards__money=("mart/sales", "int/as_of"), audiences__people=("mart/mrt__people",)
    )
    assert differences(found, said) == []


def test_each_kind_of_disagreement_is_said(shop) -> None:
    said = exposing(
        shop.manifest(),
        money=("dashboard", ["mrt__sales", "mrt__ranking"]),
        gone=("dashboard", ["mrt__people"]),
        people=("application", ["mrt__people"]),
    )
    found = graph(
        dashboards__money=("mart/sales", "mart/mrt__people"),
        dashboards__new=("mart/sales",),
        audiences__people=("mart/mrt__people",),
    )
    assert differences(found, said) == [
        "an exposure is of dashboards/gone, which is not there",
        "the exposure of dashboards/money leaves out mart/mrt__people",
        "the exposure of dashboards/money names mart/mrt__ranking, which it does not read",
        "dashboards/new reads mart/sales, and no exposure says so",
    ]


def test_an_exposure_of_an_ephemeral_model_is_of_its_parents(shop) -> None:
    said = exposing(shop.manifest(), money=("dashboard", ["int__paid"]))
    assert differences(graph(dashboards__money=("base/base__orders",)), said) == []
