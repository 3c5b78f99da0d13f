"""A page as a browser shows it, by headless Chromium."""

import html
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


def shown(page: Path, profile: Path) -> str:
    """The page's document after its script ran; skips the test where there is no browser.

    Args:
        page: the file.
        profile: a folder for the browser's own files.
    """
    browser = next((found for name in NAMES if (found := shutil.which(name))), None)
    if browser is None:
        pytest.skip(f"no browser: none of {', '.join(NAMES)} is installed")
    answer = subprocess.run(
        [browser, *FLAGS, f"--user-data-dir={profile}", page.as_uri()],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return answer.stdout


def values(document: str) -> dict[str, tuple[str, str]]:
    """Field id to (exact value, text as shown) of each KPI of a document."""
    found = re.findall(r'data-field="([^"]+)" data-value="([^"]+)"[^>]*>(.*?)</p>', document)
    return {
        field: (html.unescape(value), html.unescape(re.sub(r"<[^>]+>", "", text)))
        for field, value, text in found
    }
