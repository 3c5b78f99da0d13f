"""A page is whole, says what it shows, and needs nothing but itself."""

import datetime as dt
import re
import threading
from html.parser import HTMLParser
from pathlib import Path

import pytest

from weir.errors import WeirError
from weir.lookml.build import Built, ask, build
from weir.lookml.drawing import inline
from weir.lookml.project import Project
from weir.lookml.publish import put
from weir.lookml.source import Source
from weir.warehouse.duckdb import DuckDBWarehouse

TODAY = dt.date(2017, 12, 1)
NOW = dt.datetime(2026, 1, 2, 12, 0, tzinfo=dt.UTC)
SOURCES = [
    Source("shop", "shop/orders", 2, NOW, NOW + dt.timedelta(hours=6)),
    Source("ads", "ads/stats", 1, NOW - dt.timedelta(days=1), NOW - dt.timedelta(hours=1)),
    Source("ecb", "ecb/rates", 1, None),
]


@pytest.fixture
def built(project: Project, warehouse: DuckDBWarehouse, tmp_path: Path) -> Built:
    with warehouse.session("test", read_only=True) as session:
        tiles = ask(project, "shops", warehouse, session, TODAY)
    return build(
        project,
        "shops",
        tiles,
        today=TODAY,
        sources=SOURCES,
        dagster_url="http://dagster.test",
        folder=tmp_path / "pages",
        clock=lambda: NOW,
    )


class Reader(HTMLParser):
    """Collects tags, and refuses tags that are closed in another order than they were opened."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def read(path: Path) -> tuple[str, Reader]:
    text = path.read_text()
    reader = Reader()
    reader.feed(text)
    assert reader.open == []
    return text, reader


def test_a_page_asks_nothing_of_the_network(built: Built) -> None:
    text, reader = read(built.path)
    loaded = {"script", "link", "img", "iframe", "image", "object", "source"}
    assert [a for t, a in reader.tags if t in loaded and ("src" in a or "href" in a)] == []
    assert "@import" not in text
    assert "url(http" not in text
    assert len([t for t, _ in reader.tags if t == "script"]) == 1


def test_a_kpi_carries_its_field_and_exact_value(built: Built) -> None:
    _, reader = read(built.path)
    shown = {a["data-field"]: a["data-value"] for _, a in reader.tags if "data-field" in a}
    row = built.tiles[0].rows[0]
    assert shown == {"sales.revenue_recent": str(row[0]), "sales.change": str(row[1])}


def test_every_tile_links_to_its_mart_in_dagster(built: Built) -> None:
    _, reader = read(built.path)
    links = [a for t, a in reader.tags if t == "a" and a.get("class") == "asset"]
    assert [a["href"] for a in links] == ["http://dagster.test/assets/mart/sales"] * 3
    assert all(a["aria-label"] == "Open mart/sales in Dagster" for a in links)


def test_text_of_the_data_is_no_markup(built: Built) -> None:
    text, _ = read(built.path)
    assert "<b></" not in text
    assert "&lt;b&gt;" in text


def test_series_stand_in_the_order_of_their_order_by_field(built: Built) -> None:
    text, _ = read(built.path)
    legend = re.search(r'<ul class="legend">(.*?)</ul>', text)
    assert legend is not None
    assert re.findall(r"</i>([^<]*)<", legend[1]) == ["south", "north", "&lt;b&gt;"]


def test_a_chart_can_be_read_without_seeing_it(built: Built) -> None:
    text, reader = read(built.path)
    drawings = [a for t, a in reader.tags if t == "svg"]
    assert [a["role"] for a in drawings] == ["img", "img"]
    assert all((a["aria-label"] or "").startswith("By week. 4 values") for a in drawings)
    assert "<title>30 Oct: south, $117</title>" in text
    assert '<th scope="row">30 Oct</th><td>$117</td>' in text


def test_a_page_says_when_its_sources_were_loaded_and_until_when_that_is_fresh(
    built: Built,
) -> None:
    text, reader = read(built.path)
    rows = {a["data-source"]: a for _, a in reader.tags if "data-source" in a}
    assert rows["shop"]["data-deadline"] == "2026-01-02T18:00:00+00:00"
    assert rows["ads"]["data-deadline"] == "2026-01-02T11:00:00+00:00"
    assert rows["ecb"].get("data-deadline") is None
    assert 'datetime="2026-01-02T12:00:00+00:00">2 Jan 2026, 12:00 UTC' in text
    assert 'href="http://dagster.test/assets/ads/stats"' in text
    chip = next(a for _, a in reader.tags if a.get("class") == "chip age")
    assert chip["data-deadline"] == "2026-01-02T11:00:00+00:00"  # the first that runs out


def test_the_head_says_which_days_are_shown(built: Built) -> None:
    text, _ = read(built.path)
    assert "<b>Data through</b> 30 Nov 2017" in text
    assert "<b>Period</b> 30 Oct to 26 Nov 2017" in text
    assert '<p class="note">24 Nov to 30 Nov 2017</p>' in text  # the days of the KPI itself


def test_the_list_of_pages_links_only_to_pages_that_are_there(
    built: Built, project: Project
) -> None:
    from weir.lookml.index import index

    assert 'href="shops.html"' in (built.path.parent / "index.html").read_text()
    nothing = index(project, built.path.parent / "elsewhere")
    assert "href" not in nothing.split("<body>")[1].split("<script>")[0]
    assert "not built yet" in nothing


def test_the_same_data_gives_the_same_page(
    built: Built, project: Project, warehouse: DuckDBWarehouse, tmp_path: Path
) -> None:
    with warehouse.session("test", read_only=True) as session:
        tiles = ask(project, "shops", warehouse, session, TODAY)
    again = build(
        project,
        "shops",
        tiles,
        today=TODAY,
        sources=SOURCES,
        dagster_url="http://dagster.test",
        folder=tmp_path / "again",
        clock=lambda: NOW,
    )
    assert again.path.read_text() == built.path.read_text()


def test_two_drawings_in_one_page_do_not_clip_each_other() -> None:
    svg = '<svg width="3" class="marks"><clipPath id="clip0"/><g clip-path="url(#clip0)"/></svg>'
    one, two = inline(svg, "a", "<svg"), inline(svg, "b", "<svg")
    assert one == '<svg><clipPath id="a-clip0"/><g clip-path="url(#a-clip0)"/></svg>'
    assert 'id="b-clip0"' in two


def test_a_reader_never_sees_half_a_page(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    texts = {letter * 2_000_000 for letter in "ab"}
    put(path, "a" * 2_000_000)
    seen: set[str] = set()
    stop = threading.Event()

    def look() -> None:
        while not stop.is_set():
            seen.add(path.read_text())

    reader = threading.Thread(target=look)
    reader.start()
    for _ in range(20):
        for text in sorted(texts):
            put(path, text)
    stop.set()
    reader.join()
    assert seen <= texts
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_leaves_the_old_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "page.html"
    put(path, "old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("weir.lookml.publish.os.fsync", full)
    with pytest.raises(WeirError, match="could not be written: No space left"):
        put(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
