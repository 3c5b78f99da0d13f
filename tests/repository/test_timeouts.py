"""A call over the network without a timeout waits for ever when the other side falls silent."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("weir", "ingestion", "transformation", "ml_features", "serving", "sandbox")
METHODS = ("get", "post", "put", "patch", "delete", "head", "request", "stream")
CALLS = frozenset(
    {"urllib.request.urlopen", "urlopen", "socket.create_connection", "httpx.Client"}
    | {f"{library}.{method}" for library in ("requests", "httpx") for method in METHODS}
)
# Sessions whose every request has a timeout by itself.
OWN_TIMEOUT = ("weir/src/weir/retry/session.py",)


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node, ast.unparse(node.func)


def imported(tree: ast.AST) -> set[str]:
    """First names of what a module imports: a queue named `requests` is none of our business."""
    return {
        (alias.asname or alias.name).partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }


def without_timeout(source: str) -> list[int]:
    tree = ast.parse(source)
    known = imported(tree)
    return [
        call.lineno
        for call, name in calls(tree)
        if name in CALLS
        and name.partition(".")[0] in known
        and "timeout" not in {keyword.arg for keyword in call.keywords}
    ]


@pytest.mark.parametrize("room", ROOMS)
def test_every_network_call_names_its_timeout(room: str) -> None:
    found = {
        str(path.relative_to(ROOT)): lines
        for path in sorted((ROOT / room / "src").rglob("*.py"))
        if (lines := without_timeout(path.read_text()))
    }
    assert found == {}


def test_no_plain_session_goes_around_the_rule() -> None:
    found = [
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in sorted((ROOT / room / "src").rglob("*.py"))
        if any(name == "requests.Session" for _, name in calls(ast.parse(path.read_text())))
    ]
    assert [path for path in found if path not in OWN_TIMEOUT] == []


def test_the_audit_sees_a_call_without_one() -> None:
    assert without_timeout("import requests\nrequests.get('http://a')\n") == [2]
    assert without_timeout("import requests\nrequests.get('http://a', timeout=3)\n") == []
    assert without_timeout("from urllib.request import urlopen\nurlopen('http://a')\n") == [2]
