"""What the interpreter does not know, it refuses with file and line; it never guesses."""

from pathlib import Path

import pytest
from tests.weir.lookml import toy

from weir.errors import WeirError
from weir.lookml.project import load

V, D, M = "sales.view.lkml", "shops.dashboard.lookml", "toy.model.lkml"
GROUP = "datatype: date"
RECENT = 'filters: [sold_date: "7 days ago for 7 days"]'

# (file's kind, text, its replacement, file:line of the message, words of the message)
VIEWS = [
    ("view", "order_by_field: rank", "drill_fields: [shop]", f"{V}:10", "'drill_fields' is not"),
    ("view", "type: sum", "typ: sum", f"{V}:14", "write 'type'"),
    ("view", "type: sum", "type: median", f"{V}:14", "type 'median' is not supported"),
    ("view", "type: number", "type: zipcode", f"{V}:11", "type 'zipcode' is not supported"),
    ("view", "week, month", "week, hour", f"{V}:5", "timeframe 'hour' is not supported"),
    ("view", GROUP, "datatype: timestamp", f"{V}:6", "datatype 'timestamp' is not supported"),
    ("view", "    convert_tz: no\n", "", f"{V}:3", "'convert_tz' is missing"),
    ("view", "${TABLE}.shop ;;", "{% if a %}b{% endif %} ;;", f"{V}:10", "Liquid is not"),
    ("view", "${TABLE}.day ;;", "\n ${TABLE}.day {{ x }} ;;", f"{V}:9", "Liquid is not"),
    ("view", "usd_0", "eur", f"{V}:16", "value format name 'eur' is not supported"),
    ("view", "_name: usd_0", ': "#.##"', f"{V}:16", "value format '#.##' is not supported"),
    ("view", "    value_format_name: usd_0\n", "", f"{V}:13", "has no number format"),
    ("view", "${TABLE}.rank ;;", "${rang} ;;", f"{V}:11", "the view sales has no field 'rang'"),
    ("view", "rank }", "rang }", f"{V}:10", "the view sales has no field 'rang'"),
    ("view", "${TABLE}.revenue ;;", "${other.x} ;;", f"{V}:15", "is not a field of the view sales"),
    ("view", "mart.sales ;;", "sales ;;", f"{V}:2", "'sales' is no table's address"),
    ("view", "mart.sales ;;", "a.mart.sales ;;", f"{V}:2", "is no table's address"),
    ("view", "mart.sales ;;", "@{dataset}.sales ;;", f"{V}:2", "is no table's address"),
    ("view", "  sql_table_name: mart.sales ;;", "  derived_table: {}", f"{V}:2", "outside dbt"),
    ("view", "dimension: rank", "dimension: shop", f"{V}:11", "two fields 'shop'"),
    ("view", "type: sum", "type: sum type: min", f"{V}:14", "the key 'type' stands twice"),
    ("view", "view: sales {", "view: sales {{", f"{V}:1", "this is no LookML"),
    ("view", "percent_1\n  }\n}", "percent_1\n  }", f"{V}:36", "this is no LookML"),
    ("view", "${TABLE}.day ;;", "${TABLE}.day", f"{V}:8", "end it with ;;"),
    ("view", RECENT, 'filters: [orders: "1"]', f"{V}:22", "orders is a measure"),
    ("view", RECENT, 'filters: [sold_day: "1"]', f"{V}:22", "no field 'sold_day'"),
    ("view", "view: sales", "explore: x {}\nview: sales", f"{V}:1", "'explore' is not supported"),
]
MODELS = [
    ("model", "sales {}", "sales { join: shops {} }", f"{M}:4", "an explore is one mart"),
    ("model", "sales {}", "sales { from: other }", f"{M}:4", "an explore has its view's name"),
    ("model", "explore: sales", "explore: sale", f"{M}:4", "no view of that name"),
    ("model", "sales {}", "sales { sql_always_where: 1 ;; }", f"{M}:4", "'sql_always_where'"),
    ("model", "/*.view", "/views/*.view", f"{M}:2", "matches no file"),
    ("model", "sales {}", "sales {}\nexplore: sales {}", f"{M}:5", "stands twice"),
    ("model", 'connection: "c"', "datagroup: x {}", f"{M}:1", "'datagroup' is not supported"),
]
DASHBOARDS = [
    ("dashboard", "title: Shops", "titel: Shops", f"{D}:2", "write 'title'"),
    ("dashboard", "title: By week", "subtitle: B", f"{D}:27", "'subtitle' is not supported"),
    ("dashboard", "limit: 10", "stacking: normal", f"{D}:49", "'stacking' is not supported"),
    ("dashboard", "newspaper", "grid", f"{D}:3", "layout 'grid' is not supported"),
    ("dashboard", "looker_column", "looker_pie", f"{D}:28", "type 'looker_pie' is not supported"),
    (
        "dashboard",
        "[sales.shop, sales.rev",
        "[sales.shopp, sales.rev",
        f"{D}:45",
        "write sales.shop",
    ),
    (
        "dashboard",
        "[sales.shop, sales.rev",
        "[other.shop, sales.rev",
        f"{D}:45",
        "is not in the exp",
    ),
    (
        "dashboard",
        "explore: sales\n    fields: [sales.s",
        "explore: sale\n    fields: [sales.s",
        f"{D}:30",
        "no explore 'sale'",
    ),
    (
        "dashboard",
        "model: toy\n    explore: sales\n    field:",
        "model: t\n    explore: sales\n    field:",
        f"{D}:9",
        "model 't' is not supported",
    ),
    (
        "dashboard",
        "[sales.sold_week]\n    sta",
        "[sales.rank]\n    sta",
        f"{D}:33",
        "not among its",
    ),
    ("dashboard", "revenue desc", "revenue down", f"{D}:46", "can't sort by"),
    ("dashboard", "    sorts: [sales.revenue desc]\n", "", f"{D}:40", "has no sorts"),
    ("dashboard", "{Period:", "{Perod:", f"{D}:35", "listens to 'Perod'"),
    ("dashboard", "sales.is_open:", "sales.orders:", f"{D}:48", "orders is a measure"),
    ("dashboard", "sales.is_open:", "sales.closed:", f"{D}:48", "no field 'closed'"),
    ("dashboard", "pivots: [sales.shop]", "pivots: []", f"{D}:31", "a chart takes one dimension"),
    ("dashboard", "stacking: normal", "limit: 3", f"{D}:34", "a limit with a pivot"),
    ("dashboard", "[sales.revenue_recent, sales.change]", "[sales.change]", f"{D}:18", "takes 2"),
    ("dashboard", "comparison_type: change", "comparison_type: value", f"{D}:20", "'value' is not"),
    ("dashboard", "col: 12", "col: 11", f"{D}:40", "tile by_week and tile table overlap"),
    ("dashboard", "col: 12", "col: 20", f"{D}:52", "does not fit into the 24 columns"),
    ("dashboard", "row: 0", "row: top", f"{D}:22", "'top' is no whole number"),
    ("dashboard", "name: table", "name: recent", f"{D}:40", "two tiles are named 'recent'"),
    ("dashboard", "title: Table", "title: '{{ x }}'", f"{D}:41", "Liquid is not supported"),
    ("dashboard", "title: Table", "title: T\n    title: U", f"{D}:42", "stands twice"),
    ("dashboard", "title: Shops", "title: [a", f"{D}:3", "this is no YAML"),
    ("dashboard", "- dashboard: shops\n  title", "dashboard: shops\ntitle", f"{D}:", "no YAML"),
    ("dashboard", "layout: newspaper", "extends: other", f"{D}:3", "'extends' is not supported"),
]


@pytest.mark.parametrize("case", [*VIEWS, *MODELS, *DASHBOARDS])
def test_what_is_not_understood_is_refused_where_it_stands(
    tmp_path: Path, case: tuple[str, str, str, str, str]
) -> None:
    kind, old, new, place, words = case
    root = toy.write(tmp_path, **{kind: (old, new)})
    with pytest.raises(WeirError) as caught:
        load(root)
    error = caught.value
    assert words in str(error)
    assert place in str(error.where)
    assert error.fix or "takes" in error.what


def test_a_file_that_the_model_does_not_include_is_not_read_in_silence(tmp_path: Path) -> None:
    root = toy.write(tmp_path, model=('include: "/*.view.lkml"', 'include: "/sales.view.lkml"'))
    (root / "more.view.lkml").write_text("view: more { sql_table_name: a.b ;; }")
    with pytest.raises(WeirError, match="does not include this file") as caught:
        load(root)
    assert "more.view.lkml" in str(caught.value.where)


@pytest.mark.parametrize("name", ["a.explore.lkml", "manifest.lkml", "b.lookml"])
def test_a_kind_of_file_that_is_not_read_is_refused(tmp_path: Path, name: str) -> None:
    root = toy.write(tmp_path)
    (root / name).write_text("")
    with pytest.raises(WeirError, match="kind of LookML file is not supported") as caught:
        load(root)
    assert name in str(caught.value.where)


def test_a_project_without_a_model_or_with_two_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WeirError, match="has one model; found none"):
        load(tmp_path)
    root = toy.write(tmp_path)
    (root / "b.model.lkml").write_text('connection: "c"')
    with pytest.raises(WeirError, match=r"found b\.model\.lkml, toy\.model\.lkml"):
        load(root)


def test_a_circle_of_references_is_refused(tmp_path: Path) -> None:
    root = toy.write(tmp_path, view=("${TABLE}.rank ;;", "${is_open} ;;"))
    text = (root / V).read_text().replace("${TABLE}.rank < 3", "${rank} < 3")
    (root / V).write_text(text)
    with pytest.raises(WeirError, match=r"refers to itself: \w+ -> \w+ -> \w+") as caught:
        load(root)
    assert f"{V}:1" in str(caught.value.where)
