"""A page as a browser shows it, by headless Chromium."""

import html
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--dump-dom",
)
MEASURE = """
addEventListener("load", () => {
  const root = document.documentElement;
  const wide = [...document.querySelectorAll(".card")]
    .filter((e) => e.scrollWidth > e.clientWidth).map((e) => e.innerText);
  if (root.scrollWidth > root.clientWidth) wide.push(`the page: ${root.scrollWidth}`);
  root.dataset.wide = JSON.stringify(wide);
});
"""


def shown(page: Path, profile: Path, width: int = 1300) -> str:
    """The page's document after its script ran; skips the test where there is no browser.

    Args:
        page: the file.
        profile: a folder for the browser's own files.
        width: of the window, in pixels.
    """
    browser = next((found for name in NAMES if (found := shutil.which(name))), None)
    if browser is None:
        pytest.skip(f"no browser: none of {', '.join(NAMES)} is installed")
    answer = subprocess.run(
        [
            *(browser, *FLAGS, f"--window-size={width},1000"),
            *(f"--user-data-dir={profile}", page.as_uri()),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return answer.stdout


def too_wide(page: Path, profile: Path, width: int) -> list[str]:
    """The words of what is cut off in a window, or makes the window scroll sideways."""
    measured = profile / page.name
    measured.write_text(page.read_text().replace("</head>", f"<script>{MEASURE}</script></head>"))
    found = re.search(r'data-wide="([^"]*)"', shown(measured, profile / "profile", width))
    assert found, "the page was not measured"
    return json.loads(html.unescape(found[1]))


def values(document: str) -> dict[str, tuple[str, str]]:
    """Field id to (exact value, text as shown) of each KPI of a document."""
    found = re.findall(r'data-field="([^"]+)" data-value="([^"]+)"[^>]*>(.*?)</p>', document)
    return {
        field: (html.unescape(value), html.unescape(re.sub(r"<[^>]+>", "", text)))
        for field, value, text in found
    }
