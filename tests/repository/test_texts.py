"""What must not be in a file of this repository, and what a page may promise."""

import re
import subprocess
from pathlib import Path

import pytest

from weir.home import find_project

ROOT = find_project()
LISTED = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
    cwd=ROOT,
    check=True,
    capture_output=True,
    text=True,
).stdout.splitlines()
FILES = [path for path in LISTED if (ROOT / path).is_file()]
PAGES = [path for path in FILES if path.endswith(".md")]
# Somebody's folders, and addresses of package registries (the lock alone names one).
MACHINE = re.compile(r"(?<![\w.])/(?:root|work|home/\w+|Users/\w+)/[\w.]")
REGISTRY = re.compile(
    r"https?://[\w.-]*(?:pypi|pythonhosted|artifactory|registry)[\w.-]*", re.IGNORECASE
)
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")
CODE = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)*/?")
TAG = re.compile(r"weir/[a-z_]+")  # a run's tag or a metadata key, not a path


def texts() -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for path in FILES:
        if path == "uv.lock":
            continue
        try:
            found.append((path, (ROOT / path).read_text()))
        except UnicodeDecodeError:
            continue  # a picture
    return found


def hits(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path}:{number}: {line.strip()[:100]}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (MACHINE, "see /" + "root/x"),
        (MACHINE, "'/" + "home/ann/x'"),
        (REGISTRY, "https:" + "//pypi.example/simple"),
    ],
)
def test_the_patterns_find_what_they_are_for(pattern: re.Pattern[str], text: str) -> None:
    assert pattern.search(text)


def test_no_path_of_a_machine_is_in_a_file() -> None:
    assert hits(MACHINE) == []


def test_no_registry_is_named_outside_the_lock() -> None:
    assert hits(REGISTRY) == []


def referred(page: str) -> set[str]:
    """Paths of this repository that a page names: links, and code that starts with one of ours."""
    text = (ROOT / page).read_text()
    tops = {path.split("/")[0] for path in FILES}
    code = {
        token
        for span in CODE.findall(text)
        for token in span.split()
        if PATH.fullmatch(token) and "/" in token and not TAG.fullmatch(token)
        if token.split("/")[0] in tops
    }
    return code | set(LINK.findall(text))


@pytest.mark.parametrize("page", PAGES)
def test_every_path_that_a_page_names_is_there(page: str) -> None:
    here = (ROOT / page).parent
    gone = [
        path
        for path in sorted(referred(page))
        if not (here / path).exists() and not (ROOT / path).exists()
    ]
    assert gone == []


def test_some_page_names_some_path() -> None:
    assert "weir/src/weir/adapters/" in referred("CONTRIBUTING.md")
    assert Path(ROOT / "LICENSE").read_text().count("Apache License") >= 1
