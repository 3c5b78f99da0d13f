"""What a person reads on a dashboard is what SQL says."""

import datetime as dt
import re
from pathlib import Path

import pytest
from tests.serving import browser
from tests.serving.demo.conftest import AS_OF
from tests.serving.demo.kpis import KPIS

from weir.lookml.build import Built, ask, build
from weir.lookml.project import Project
from weir.lookml.source import Source
from weir.warehouse.duckdb import DuckDBWarehouse

NAMES = ["campaign_detail", "customer_health", "marketing_finance"]
NOW = dt.datetime.now(dt.UTC)
HOUR = dt.timedelta(hours=1)
SOURCES = [
    Source("shop", "shop/orders", 3, NOW - 2 * HOUR, NOW + 4 * HOUR),
    Source("google_ads", "google_ads/campaign_stats", 3, NOW - 30 * HOUR, NOW - 6 * HOUR),
]


@pytest.fixture(scope="module")
def pages(
    looker: Project, marts: DuckDBWarehouse, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Built]:
    folder = tmp_path_factory.mktemp("pages")
    found: dict[str, Built] = {}
    for name in NAMES:
        with marts.session("test", read_only=True) as session:
            tiles = ask(looker, name, marts, session, AS_OF)
        found[name] = build(
            looker,
            name,
            tiles,
            today=AS_OF,
            sources=SOURCES,
            dagster_url="http://127.0.0.1:3000",
            folder=folder,
        )
    return found


def test_there_are_these_dashboards(looker: Project) -> None:
    assert list(looker.dashboards) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_kpi_on_the_page_equals_direct_sql(
    pages: dict[str, Built], marts: DuckDBWarehouse, tmp_path: Path, name: str
) -> None:
    seen = browser.values(browser.shown(pages[name].path, tmp_path))
    with marts.session("test", read_only=True) as session:
        expected = {field: session.rows(sql)[0][0] for field, sql in KPIS[name].items()}
    assert seen.keys() == expected.keys()
    for field, value in expected.items():
        assert float(seen[field][0]) == pytest.approx(float(value), rel=1e-9), field


def test_the_text_of_a_kpi_is_its_value_rounded(pages: dict[str, Built], tmp_path: Path) -> None:
    seen = browser.values(browser.shown(pages["marketing_finance"].path, tmp_path))
    value, text = seen["monthly_revenue.net_revenue_last_month"]
    assert text == f"${float(value):,.0f}"
    value, text = seen["monthly_revenue.discount_rate_change"]
    assert text.split(" vs ")[0].split()[-1] == f"{abs(float(value)) * 100:.1f}%"
    assert ("up" in text) is (float(value) > 0)


@pytest.mark.parametrize("width", [1300, 700])
def test_nothing_is_cut_off_and_no_page_scrolls_sideways(
    pages: dict[str, Built], tmp_path: Path, width: int
) -> None:
    wide = {name: browser.too_wide(page.path, tmp_path, width) for name, page in pages.items()}
    assert wide == {name: [] for name in pages}


def test_the_page_tells_the_age_of_its_data_when_it_is_read(
    pages: dict[str, Built], tmp_path: Path
) -> None:
    document = browser.shown(pages["marketing_finance"].path, tmp_path)
    rows = dict(re.findall(r'<tr class="age" data-source="(\w+)"(.*?)</tr>', document))
    assert ">2 hours ago</time>" in rows["shop"]
    assert 'data-state="fresh"' in rows["shop"]
    assert ">1 day ago</time>" in rows["google_ads"]
    assert 'data-state="late"' in rows["google_ads"]
    chip = re.search(r'<a href="#sources" class="chip age"(.*?)</a>', document)
    assert chip is not None
    assert "<b>google_ads</b> loaded <" in chip[1]
    assert "1 day ago" in chip[1]
    assert ">late<" in chip[1]


def test_the_month_table_shows_every_month_as_sql_has_it(
    pages: dict[str, Built], marts: DuckDBWarehouse
) -> None:
    text = pages["marketing_finance"].path.read_text()
    table = text.split('id="months"')[1].split("</table>")[0]
    shown = re.findall(r'<td class="name">(\w+ \d+)</td><td class="number bar"[^>]*>([^<]+)', table)
    with marts.session("test", read_only=True) as session:
        rows = session.rows(
            "select month, revenue__total_usd from mart.mrt__finance__monthly_revenue "
            "order by month desc"
        )
    assert shown == [(f"{month:%b %Y}", f"${revenue:,.0f}") for month, revenue in rows]
    assert len(rows) == 11
