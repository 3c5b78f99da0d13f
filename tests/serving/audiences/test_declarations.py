"""The audiences as declared: each property has one writer, and the graph knows what they read."""

from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import yaml

import serving
from weir.components.audience import Audience

FOLDER = Path(serving.__file__).parent / "defs" / "audiences"
FILES = sorted(FOLDER.glob("*/defs.yaml"))


def declared(file: Path) -> dict[str, Any]:
    attributes: dict[str, Any] = yaml.safe_load(file.read_text())["attributes"]
    return attributes


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_an_audience_is_named_like_its_folder_and_picks_its_own_rows(file: Path) -> None:
    attributes = declared(file)
    audience = Audience(**attributes).declaration(file)
    assert audience.name == file.parent.name
    assert audience.rows in ({}, {"audience": audience.name})
    assert audience.max_change <= 0.5
    assert audience.release is None or len(audience.release) > 10


def test_no_property_about_a_customer_has_two_writers() -> None:
    writers: dict[str, list[str]] = {}
    for file in FILES:
        for name in declared(file).get("properties", {}):
            writers.setdefault(name, []).append(file.parent.name)
    assert {name: who for name, who in writers.items() if len(who) > 1} == {}


def test_every_audience_identifies_a_contact_alike() -> None:
    assert FILES
    assert len({str(sorted(declared(file)["identity"].items())) for file in FILES}) == 1


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_the_graph_has_the_audience_behind_its_mart(file: Path) -> None:
    tree = dg.ComponentTree.for_project(Path(serving.__file__).parent)
    graph = tree.build_defs_at_path(file.parent).resolve_asset_graph()
    attributes = declared(file)
    node = graph.get(dg.AssetKey(["audiences", attributes["name"]]))
    assert node.parent_keys == {dg.AssetKey(attributes["table"].split("."))}
    assert node.owners == attributes["owners"]
