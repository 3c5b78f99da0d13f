"""`weir up`: everything lives and ends together, and what a person materializes is published."""

import json
import signal
import socket
import time
import urllib.error
import urllib.request
from typing import Any

import pytest
from tests.weir.toy.project import Project

LAUNCH = """
mutation($selector: JobOrPipelineSelector!) {
  launchPipelineExecution(executionParams: {selector: $selector, mode: "default"}) {
    __typename
    ... on PythonError { message }
  }
}
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def ask(port: int, query: str, variables: dict[str, Any] | None = None) -> Any:
    body = json.dumps({"query": query, "variables": variables or {}}).encode()
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/graphql", body, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)["data"]


def until_it_answers(port: int) -> None:
    deadline = time.monotonic() + 180
    while True:
        try:
            ask(port, "{version}")
        except (urllib.error.URLError, ConnectionError):
            assert time.monotonic() < deadline
            time.sleep(0.5)
        else:
            return


@pytest.mark.slow
def test_what_a_person_materializes_is_published_and_ctrl_c_ends_all(project: Project) -> None:
    assert project.weir("run")[0] == 0
    project.flag("empty_fine")
    port = free_port()
    platform = project.start("up", "--port", str(port))
    until_it_answers(port)
    selector = {
        "repositoryLocationName": "mart",
        "repositoryName": "__repository__",
        "pipelineName": "__ASSET_JOB",
        "assetSelection": [{"path": ["mart", "fine"]}],
        "assetCheckSelection": [],
    }
    answer = ask(port, LAUNCH, {"selector": selector})
    assert answer["launchPipelineExecution"]["__typename"] == "LaunchRunSuccess", answer
    deadline = time.monotonic() + 120
    statement = "select count(*) as n from mart.fine"
    while project.weir("sql", "-c", statement, "--format", "csv")[1] != "n\n0\n":
        assert time.monotonic() < deadline, "the run's result was never published"
        time.sleep(1)
    platform.send_signal(signal.SIGINT)
    output, _ = platform.communicate(timeout=60)
    assert platform.returncode == 0, output
    assert "published" in output
    with pytest.raises((urllib.error.URLError, ConnectionError)):
        ask(port, "{version}")


def test_a_taken_port_is_named(project: Project) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, output = project.weir("up", "--port", str(port))
    assert code == 1
    assert f"port {port} is taken" in output
    assert "--port" in output
