"""`weir up` on the toy project."""

import json
import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import psutil
from tests.ports import free_port
from tests.weir.toy.project import Project

LAUNCH = """
mutation($selector: JobOrPipelineSelector!) {
  launchPipelineExecution(executionParams: {selector: $selector, mode: "default"}) {
    __typename
    ... on LaunchRunSuccess { run { runId } }
    ... on PythonError { message }
  }
}
"""
RUN = "query($id: ID!) { runOrError(runId: $id) { ... on Run { status tags { key value } } } }"
RUNS = "{ runsOrError { ... on Runs { results { runId status parentRunId } } } }"
LOCATIONS = """
{ workspaceOrError { ... on Workspace { locationEntries {
  name locationOrLoadError { __typename ... on PythonError { message causes { message } } }
} } } }
"""
ASSETS = "{ assetNodes { assetKey { path } repository { location { name } } } }"


@dataclass
class Up:
    """A running `weir up`."""

    project: Project
    port: int
    process: "subprocess.Popen[str]"
    log: list[str] = field(default_factory=list)

    @classmethod
    def start(cls, project: Project) -> "Up":
        port = free_port()
        process = project.start("up", "--port", str(port))
        assert process.stdout is not None
        os.set_blocking(process.stdout.fileno(), False)
        return cls(project, port, process)

    def output(self) -> str:
        """What it has printed so far."""
        assert self.process.stdout is not None
        with suppress(TypeError, BlockingIOError):
            while piece := self.process.stdout.read():
                self.log.append(piece)
        return "".join(self.log)

    def says(self, pattern: str, patience: float = 120.0) -> str:
        """Wait for a line that matches; the line."""
        found: list[str] = []

        def said() -> bool:
            found[:] = [line for line in self.output().splitlines() if re.search(pattern, line)]
            return bool(found)

        self.until(said, f"it never said {pattern!r}", patience)
        return found[-1]

    def until(self, happened: Callable[[], object], else_: str, patience: float = 120.0) -> None:
        deadline = time.monotonic() + patience
        while not happened():
            if self.process.poll() is not None and not happened():
                raise AssertionError(f"{else_}; it ended:\n{self.output()}")
            assert time.monotonic() < deadline, f"{else_}:\n{self.output()}"
            time.sleep(0.1)

    def ends(self) -> int:
        """Wait for the end; the exit code."""
        self.process.wait(timeout=60)
        self.output()
        return self.process.returncode

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.ends()

    def ask(self, query: str, variables: dict[str, Any] | None = None) -> Any:
        body = json.dumps({"query": query, "variables": variables or {}}).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/graphql", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["data"]

    def launch(self, location: str, *assets: str) -> str:
        """Materialize assets as a person does; the run's id."""
        selector = {
            "repositoryLocationName": location,
            "repositoryName": "__repository__",
            "pipelineName": "__ASSET_JOB",
            "assetSelection": [{"path": asset.split("/")} for asset in assets],
        }
        answer = self.ask(LAUNCH, {"selector": selector})["launchPipelineExecution"]
        assert answer["__typename"] == "LaunchRunSuccess", answer
        return str(answer["run"]["runId"])

    def run(self, run_id: str) -> tuple[str, dict[str, str]]:
        """A run's status and tags."""
        run = self.ask(RUN, {"id": run_id})["runOrError"]
        return run["status"], {tag["key"]: tag["value"] for tag in run["tags"]}

    def assets(self, location: str) -> set[str]:
        """What a location makes, as the webserver sees it."""
        nodes = self.ask(ASSETS)["assetNodes"]
        return {
            "/".join(node["assetKey"]["path"])
            for node in nodes
            if node["repository"]["location"]["name"] == location
        }

    def processes(self) -> dict[str, int]:
        """Process ids by name, as `weir up` writes them down."""
        path = self.project.folder / ".weir" / "up" / "processes.json"
        return json.loads(path.read_text())


def left(project: Project) -> list[str]:
    """Processes that still work in a project's folder."""
    found: list[str] = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.cwd() == str(project.folder) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(f"{process.pid} {process.name()}")
    return found


def left_after(project: Project, patience: float) -> list[str]:
    """The same, when they had some seconds to end."""
    deadline = time.monotonic() + patience
    while left(project) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left(project)


def gone(port: int) -> bool:
    """Whether nobody answers there."""
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/server_info", timeout=5).close()
    except (urllib.error.URLError, ConnectionError):
        return True
    return False
