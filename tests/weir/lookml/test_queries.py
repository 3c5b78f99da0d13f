"""The SQL of a tile: golden in BigQuery's dialect, executed in DuckDB's."""

import datetime as dt
from pathlib import Path

import pytest
import sqlglot
from tests.weir.lookml import toy

from weir.environment import Environment, Name
from weir.errors import WeirError
from weir.home import Home
from weir.lookml.build import ask
from weir.lookml.dialect import translate
from weir.lookml.project import Project, load
from weir.lookml.query import query
from weir.lookml.syntax import check_sql
from weir.warehouse.bigquery import BigQueryWarehouse
from weir.warehouse.duckdb import DuckDBWarehouse

TODAY = dt.date(2017, 12, 1)

GOLDEN = Path(__file__).parent / "golden"


def asked(project: Project, name: str) -> str:
    dashboard = project.dashboards["shops"]
    tile = next(t for t in dashboard.tiles if t.name == name)
    return query(tile, dashboard, project.views["sales"], TODAY).sql


@pytest.mark.parametrize("name", ["recent", "by_week", "table"])
def test_the_query_of_a_tile_is_what_looker_would_send(project: Project, name: str) -> None:
    sql = asked(project, name)
    assert sql == (GOLDEN / f"{name}.sql").read_text().rstrip()
    assert sqlglot.parse_one(sql, read="bigquery")


def test_a_preview_reads_its_own_datasets(project: Project, tmp_path: Path) -> None:
    place = Home(project=tmp_path, state=tmp_path)
    preview = BigQueryWarehouse(Environment(Name.PREVIEW, place, "bigquery", "pr_7_"))
    dashboard = project.dashboards["shops"]
    built = query(dashboard.tiles[2], dashboard, project.views["sales"], TODAY)
    sql = translate(built, preview)
    assert "FROM `pr_7_mart`.`sales` AS sales" in sql
    assert "mart.sales" not in sql.replace("`", "").replace("pr_7_mart.sales", "")


def test_tiles_show_the_rows_that_plain_sql_gives(
    project: Project, warehouse: DuckDBWarehouse
) -> None:
    with warehouse.session("test", read_only=True) as session:
        tiles = {t.element.name: t for t in ask(project, "shops", warehouse, session, TODAY)}
        last, before = session.rows(
            "select sum(revenue) filter (day >= '2017-11-24' and day < '2017-12-01'), "
            "sum(revenue) filter (day >= '2017-11-17' and day < '2017-11-24') from mart.sales"
        )[0]
        weeks = session.rows(
            "select date_trunc('week', day)::date, shop, sum(revenue) from mart.sales "
            "where day < '2017-11-27' group by all order by 1, min(rank)"
        )
        shops = session.rows(
            "select shop, sum(revenue), count(*) from mart.sales where rank < 3 "
            "group by all order by 2 desc"
        )
    assert tiles["recent"].rows[0][0] == last
    assert float(tiles["recent"].rows[0][1]) == pytest.approx(float(last) / float(before) - 1)
    assert [row[:3] for row in tiles["by_week"].rows] == weeks
    assert [row[:3] for row in tiles["table"].rows] == shops
    assert len(weeks) == 12
    assert len(shops) == 2


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("${TABLE}.rank ;;", "(select max(x) from mart.other) ;;", 11, "is not one expression"),
        ("${TABLE}.rank ;;", "rank ;;", 11, "names rank without its table"),
        ("${TABLE}.rank ;;", "${TABLE}.rank, 1 ;;", 11, "is not one expression"),
        ("${TABLE}.rank ;;", "1 from mart.other ;;", 11, "is not one expression"),
        ("${TABLE}.rank ;;", "(${TABLE}.rank ;;", 11, "can't be parsed"),
    ],
)
def test_sql_that_reads_past_its_view_is_refused(
    tmp_path: Path, old: str, new: str, line: int, words: str
) -> None:
    project = load(toy.write(tmp_path, view=(old, new)))
    with pytest.raises(WeirError) as caught:
        check_sql(project.views["sales"])
    assert words in str(caught.value)
    assert str(caught.value.where).endswith(f"sales.view.lkml:{line}")


def test_a_column_that_the_mart_lost_is_named_with_the_line_that_reads_it(
    project: Project, warehouse: DuckDBWarehouse
) -> None:
    with warehouse.session("test") as session:
        session.execute("alter table mart.sales rename column revenue to revenues")
        with pytest.raises(WeirError, match=r"reads mart\.sales\.revenue, which") as caught:
            ask(project, "shops", warehouse, session, TODAY)
    assert str(caught.value.where).endswith("sales.view.lkml:15")
    assert caught.value.fix == "write ${TABLE}.revenues"


def test_a_mart_that_is_not_there_is_named_with_the_line_that_names_it(
    project: Project, warehouse: DuckDBWarehouse
) -> None:
    with warehouse.session("test") as session:
        session.execute("drop table mart.sales")
        with pytest.raises(WeirError, match=r"the table mart\.sales does not exist") as caught:
            ask(project, "shops", warehouse, session, TODAY)
    assert str(caught.value.where).endswith("sales.view.lkml:2")


@pytest.mark.parametrize(
    ("sql", "line", "words"),
    [
        ("delete from mart.sales", 13, "tile recent has no data"),
        ("delete from mart.sales where day >= '2017-11-24'", 13, "tile recent has no data"),
        ("update mart.sales set rank = 3", 40, "tile table has no data"),
        ("update mart.sales set day = '2017-11-28'", 26, "tile by_week has no data"),
        ("alter table mart.sales alter revenue type varchar using 'a'", 13, "query failed"),
    ],
)
def test_a_tile_that_has_nothing_to_show_is_an_error(
    project: Project, warehouse: DuckDBWarehouse, sql: str, line: int, words: str
) -> None:
    with warehouse.session("test") as session:
        session.execute(sql)
        with pytest.raises(WeirError, match=words) as caught:
            ask(project, "shops", warehouse, session, TODAY)
    assert str(caught.value.where).endswith(f"shops.dashboard.lookml:{line}")


def test_rows_that_looker_would_cut_off_are_an_error(
    tmp_path: Path, warehouse: DuckDBWarehouse
) -> None:
    edit = (
        "fields: [sales.shop, sales.revenue, sales.orders]",
        "fields: [sales.rank, sales.orders]",
    )
    root = toy.write(tmp_path / "wide", dashboard=edit)
    path = root / "shops.dashboard.lookml"
    text = path.read_text().replace("sorts: [sales.revenue desc]", "sorts: [sales.rank]")
    text = text.replace('    filters:\n      sales.is_open: "Yes"\n    limit: 10\n', "")
    path.write_text(text)
    with warehouse.session("test") as session:
        session.execute(
            "insert into mart.sales select '2017-11-26', 'x', i, 1 from range(501) t(i)"
        )
        with pytest.raises(WeirError, match="has more than 500 rows"):
            ask(load(root), "shops", warehouse, session, TODAY)
