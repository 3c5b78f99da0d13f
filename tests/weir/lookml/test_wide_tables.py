"""A table with many columns, as a browser lays it out."""

import re
from pathlib import Path

from tests.serving.browser import shown

import weir.lookml

CSS = Path(weir.lookml.__file__).with_name("page.css")
HEADINGS = (
    *("Segment", "Customers", "Churn probability", "Days since last order", "Revenue, 90 days"),
    *("Revenue so far", "Mailings, 90 days", "Redemptions, 90 days", "Redemptions per mailing"),
    "Tired of mail",
)
CELLS = ("Hibernating", "869", "16.2%", "50", "$127,739", "$2,211,381", "1,168", "492", "42.1%")
MEASURE = """
const box = document.querySelector(".scroll");
document.body.dataset.hidden = box.scrollWidth - box.clientWidth;
"""


def test_the_last_of_ten_columns_is_not_cut_where_its_heading_can_be_broken(tmp_path: Path) -> None:
    """The width that a tile over a whole page has in a window of 1,400 pixels."""
    head = "".join(f"<th>{text}</th>" for text in HEADINGS)
    bars = {1, 4}
    body = "".join(
        f'<td class="number{" bar" if n in bars else ""}" style="--part:1">{text}</td>'
        for n, text in enumerate((*CELLS, "15.2%"))
    )
    page = tmp_path / "wide.html"
    page.write_text(
        f"<style>{CSS.read_text()}</style><div class='scroll' style='width:1282px'>"
        f"<table class='grid'><thead><tr>{head}</tr></thead><tbody><tr>{body}</tr></tbody></table>"
        f"</div><script>{MEASURE}</script>"
    )
    (hidden,) = re.findall(r'data-hidden="(-?\d+)"', shown(page, tmp_path / "profile"))
    assert int(hidden) == 0
