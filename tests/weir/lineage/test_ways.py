"""Trees, names and the file: a way that is drawn is one that the code has."""

from pathlib import Path

import pytest
from tests.weir.lineage.small import lineage

from weir.errors import WeirError
from weir.graph.model import Asset, Graph, Origins
from weir.lineage import build, document
from weir.lineage.find import find
from weir.lineage.known import Known
from weir.lineage.model import Lineage, Origin, Told
from weir.lineage.tree import downstream, reached, upstream


def test_a_column_is_followed_both_ways_to_the_end() -> None:
    found = lineage()
    spend = Origin("mart/sales", "usd")
    assert {str(o) for o in reached(upstream(found, spend))} == {
        "base/orders.usd",
        "raw/orders.cents",
        "raw/rates.rate",
    }
    assert {str(o) for o in reached(downstream(found, Origin("raw/rates", "rate")))} == {
        "base/orders.usd",
        "mart/sales.usd",
        "dashboards/sales.sales.usd",
        "dashboards/sales.sales.share",
    }


def test_an_asset_without_a_column_is_followed_by_tables() -> None:
    found = lineage()
    tree = upstream(found, Origin("mart/sales", ""))
    assert {o.asset for o in reached(tree)} == {"base/orders", "raw/orders", "raw/rates"}


def test_the_end_of_a_way_says_why_it_is_one() -> None:
    found = lineage()

    def end(asset: str, column: str) -> str:
        return upstream(found, Origin(asset, column)).note

    assert end("raw/orders", "id") == "source"
    assert end("mart/sales", "n") == "a constant, or a count of rows"
    assert end("py/model", "score") == "can't be told: its location does not tell it"
    assert "declared, but the table's SQL makes no such column" in end("base/orders", "old")


def test_every_column_that_can_not_be_told_is_listed() -> None:
    assert [str(column) for column, _ in lineage().untold()] == [
        "base/orders.old",
        "py/model.score",
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("mart/sales.usd", Origin("mart/sales", "usd")),
        ("raw/orders", Origin("raw/orders", "")),
        ("dashboards/sales.sales.usd", Origin("dashboards/sales", "sales.usd")),
        ("rates.rate", Origin("raw/rates", "rate")),
        ("orders.cents", Origin("raw/orders", "cents")),  # base/orders has none of that name
    ],
)
def test_a_name_is_found_with_and_without_its_dataset(name: str, expected: Origin) -> None:
    assert find(lineage(), name) == expected


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("orders", "orders is the name of several assets: base/orders, raw/orders"),
        ("orders.id", "several assets"),
        ("mart/sales.used", "mart/sales has no column 'used'; did you mean usd?"),
        ("rate.rate", "no asset is called 'rate'; did you mean rates?"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(name: str, what: str) -> None:
    with pytest.raises(WeirError) as error:
        find(lineage(), name)
    assert what in error.value.what


def test_the_file_is_read_only_for_the_graph_that_it_was_made_of(tmp_path: Path) -> None:
    made = lineage()
    path = tmp_path / "lineage.json"
    document.write(path, made)
    assert document.read(path, made.graph, "s") == made
    assert document.read(path, made.graph, "another") is None
    path.write_text("{")
    assert document.read(path, made.graph, "s") is None


def broken(known: Known) -> dict[str, Told]:
    raise RuntimeError(f"of {len(known.columns)} assets")


def silent(_: Known) -> dict[str, Told]:
    return {}


def test_a_call_that_fails_leaves_a_reason_and_takes_no_other_with_it() -> None:
    def of(key: str, call: str) -> Asset:
        columns = (("c", "bigint", ""),)
        origins = Origins(f"{__name__}:{call}")
        return Asset(key, "here", executable=True, columns=columns, origins=origins)

    assets = {a.key: a for a in (of("a/broken", "broken"), of("a/silent", "silent"))}
    graph = Graph(assets, {})
    reasons = {str(c): why for c, why in Lineage(graph, build.ask(graph)).untold()}
    assert reasons == {
        "a/broken.c": "RuntimeError: of 2 assets",
        "a/silent.c": "its component says nothing of it",
    }
