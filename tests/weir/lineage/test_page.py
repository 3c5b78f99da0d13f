"""The page in a browser: found, chosen and followed without network or server."""

import re
from pathlib import Path

from tests.serving.browser import shown
from tests.weir.lineage.small import asset, lineage

from weir.graph.model import Graph
from weir.lineage.model import Lineage, Origin, Told
from weir.lineage.page import page, write


class At:
    """A page with something chosen in its address."""

    def __init__(self, path: Path, name: str) -> None:
        self.path, self.name = path, name

    def as_uri(self) -> str:
        return f"{self.path.as_uri()}#{self.name}"


def document(tmp_path: Path, found: Lineage, name: str = "") -> str:
    path = tmp_path / "lineage.html"
    write(path, found)
    return shown(At(path, name), tmp_path / "profile")  # type: ignore[arg-type]


def cards(text: str) -> set[str]:
    return set(re.findall(r'data-asset="([^"]+)"', text))


def lines(text: str) -> set[tuple[str, str]]:
    return set(re.findall(r'data-from="([^"]+)" data-to="([^"]+)"', text))


def test_the_page_needs_nothing_from_elsewhere() -> None:
    text = page(lineage())
    assert not re.findall(
        r'(?:src|href)="(?!#)[^"]*"|url\(|@import|https?://(?!www\.w3\.org)', text
    )


def test_a_text_that_would_end_the_script_does_not(tmp_path: Path) -> None:
    key = "a/x"
    about = "</script><b id=injected>"
    one = Graph({key: asset(key, columns=(about,))}, {})
    text = document(tmp_path, Lineage(one, {}), "a/x")
    assert cards(text) == {key}
    body = re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)
    assert "injected" in body
    assert "<b id=" not in body


def test_a_chosen_column_shows_its_whole_way_and_nothing_else(tmp_path: Path) -> None:
    text = document(tmp_path, lineage(), "base/orders.usd")
    assert cards(text) == {
        "raw/orders",
        "raw/rates",
        "base/orders",
        "mart/sales",
        "dashboards/sales",
    }
    assert lines(text) == {
        ("raw/orders", "base/orders"),
        ("raw/rates", "base/orders"),
        ("base/orders", "mart/sales"),
        ("mart/sales", "dashboards/sales"),
    }
    assert re.search(r'id="counts" data-up="2" data-down="2"', text)


def test_a_chosen_table_marks_what_is_around_it_in_the_list(tmp_path: Path) -> None:
    text = document(tmp_path, lineage(), "mart/sales")
    marked = dict(re.findall(r'<a href="#([^"]+)" class="(up|down)"', text))
    assert {name for name, side in marked.items() if side == "up"} == {
        "base/orders",
        "raw/orders",
        "raw/rates",
    }
    assert {name for name, side in marked.items() if side == "down"} == {
        "dashboards/sales",
        "py/model",
    }
    assert re.search(r'<a href="#mart/sales" aria-current="true"', text)


def test_the_first_page_counts_and_lists_what_can_not_be_told(tmp_path: Path) -> None:
    text = document(tmp_path, lineage())
    assert 'data-assets="6" data-columns="11" data-untold="2"' in text
    assert "its location does not tell it" in text


def test_five_thousand_tables_are_cut_to_what_can_be_read(tmp_path: Path) -> None:
    keys = [f"mart/table_{n}" for n in range(4999)]
    columns = tuple(f"column_{n}" for n in range(10))
    assets = {"raw/source": asset("raw/source", columns=columns)}
    assets |= {key: asset(key, "raw/source", columns=columns) for key in keys}
    origin = {name: (Origin("raw/source", name),) for name in columns}
    found = Lineage(Graph(assets, {}), {key: Told(origin, {}) for key in keys})
    text = document(tmp_path, found, "raw/source.column_3")
    assert re.search(r'data-up="0" data-down="4999"', text)
    assert len(cards(text)) == 31, "the chosen one and 30 of its readers"
    assert "4969 more" in text
    assert "4,700 more: narrow the search" in text
