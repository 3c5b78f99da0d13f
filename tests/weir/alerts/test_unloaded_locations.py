"""What the webserver says of code locations, and what is said where it does not answer."""

import json
import threading
from collections.abc import Callable, Generator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from tests.weir.alerts.test_what_stands_wrong import GRAPH

from weir.alerts.locations import unloaded
from weir.alerts.problem import Look


def answering(entries: list[dict[str, Any]]) -> Generator[str]:
    class Answer(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None: ...

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            self.end_headers()
            found = {"data": {"workspaceOrError": {"locationEntries": entries}}}
            self.wfile.write(json.dumps(found).encode())

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def webserver() -> Generator[Callable[[list[dict[str, Any]]], str]]:
    open_ones: list[Generator[str]] = []

    def start(entries: list[dict[str, Any]]) -> str:
        open_ones.append(answering(entries))
        return next(open_ones[-1])

    yield start
    for one in open_ones:
        next(one, None)


def entry(name: str, status: str, error: str | None) -> dict[str, Any]:
    cause = {"message": error} if error else None
    kind = "PythonError" if error else "RepositoryLocation"
    loaded = {"__typename": kind, "message": "Error loading", "cause": cause}
    return {
        "name": name,
        "loadStatus": status,
        "updatedTimestamp": 1700000000.0,
        "locationOrLoadError": loaded if status == "LOADED" else None,
    }


def test_a_location_that_does_not_load_is_told_to_whom_most_of_its_assets_belong(
    webserver: Callable[[list[dict[str, Any]]], str],
) -> None:
    entries = [
        entry("toy", "LOADED", "No module named 'nothing'\n"),
        entry("other", "LOADED", None),
        entry("third", "LOADING", None),
    ]
    look = unloaded(GRAPH, 1.0, webserver(entries))
    assert [(p.subject, p.reason, p.owners) for p in look.problems] == [
        ("toy", "No module named 'nothing'", ("team:mart",))
    ]
    assert look.unclear == {"location:third"}


def test_a_webserver_that_does_not_answer_is_a_problem_and_no_recovery() -> None:
    look = unloaded(GRAPH, 1.0, "http://127.0.0.1:1")
    assert [p.subject for p in look.problems] == ["webserver"]
    assert "location:toy" in look.unclear


def test_without_the_webservers_address_nothing_is_said_of_locations() -> None:
    assert unloaded(GRAPH, 1.0, None) == Look()
