"""The two ways to run the demo: `weir up`, and `dagster dev` with Dagster's defaults."""

import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import yaml

from benchmarks.spent import script
from weir.environment import current
from weir.graph.workspace import locations
from weir.sandbox_process import running

READY = 600.0  # seconds


def free_port() -> int:
    """A port of loopback that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Platform:
    """A platform that answers.

    Attributes:
        process: its first process; all others descend from it.
        seconds: until its pages answered.
    """

    process: psutil.Process
    seconds: float
    state: Path
    started: "subprocess.Popen[bytes]"

    def exit_code(self) -> int | None:
        """With what it ended; None while it runs."""
        return self.started.poll()

    def names(self) -> dict[int, str]:
        """What its processes are, by their ids."""
        found = {self.process.pid: self.process.name()}
        with suppress(FileNotFoundError):
            listed = json.loads((self.state / "up" / "processes.json").read_text())
            found |= {pid: name for name, pid in listed.items()}
        return found


@contextmanager
def weir_up(state: Path, port: int) -> Generator[Platform]:
    """`weir up`."""
    log = state / "up.txt"
    command = [script("weir"), "up", "--port", str(port)]
    with _started(command, log) as process:
        while not (said := re.search(r"^ready in ([\d.]+) s", log.read_text(), re.MULTILINE)):
            assert process.poll() is None, log.read_text()
            time.sleep(0.1)
        yield Platform(psutil.Process(process.pid), float(said[1]), state, process)


@contextmanager
def dagster_dev(state: Path, port: int) -> Generator[Platform]:
    """`dagster dev`, its instance's configuration empty, beside a running sandbox."""
    project = current().home.project
    entries = [
        {
            "python_module": {
                "module_name": "benchmarks.latency.stock",
                "attribute": location.name,
                "location_name": location.name,
            }
        }
        for location in locations(project)
    ]
    workspace = state / "stock.yaml"
    workspace.write_text(yaml.safe_dump({"load_from": entries}))
    (state / "dagster" / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
    os.environ |= {"DAGSTER_HOME": str(state / "dagster"), "WEIR_AUTOMATION": "on"}
    command = [script("dagster"), "dev", "-w", str(workspace)]
    with running(current()):
        began = time.monotonic()
        with _started([*command, "-p", str(port)], state / "dev.txt") as process:
            while not _answers(port):
                assert process.poll() is None, (state / "dev.txt").read_text()
                assert time.monotonic() < began + READY
                time.sleep(0.1)
            seconds = time.monotonic() - began
            yield Platform(psutil.Process(process.pid), seconds, state, process)


@contextmanager
def _started(command: list[str], log: Path) -> Generator["subprocess.Popen[bytes]"]:
    # Ignored by whatever a shell starts in the background, and by its children.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with log.open("wb") as sink:
        process = subprocess.Popen(command, stdout=sink, stderr=sink, start_new_session=True)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(120)


def _answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/server_info", timeout=5).close()
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
    return True
