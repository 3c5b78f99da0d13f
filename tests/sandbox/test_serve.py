"""The process: it says where it listens when it answers, and ends with whoever started it."""

import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sandbox import settings
from sandbox.world import World

PATIENCE = 60.0
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(state: Path, tmp_path: Path) -> Iterator[Start]:
    started: list[subprocess.Popen[str]] = []

    def begin(*arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "sandbox", "serve", "--state", str(state), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=tmp_path,
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def answering(state: Path, process: "subprocess.Popen[str]") -> str:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, process.communicate()[0]
        if url := settings.read(state).get("SANDBOX_URL"):
            with urllib.request.urlopen(f"{url}/__sandbox/clock", timeout=PATIENCE) as answer:
                assert answer.status == 200
            return url
        time.sleep(0.05)
    raise TimeoutError("the sandbox does not answer")


def tick(state: Path, days: int) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "sandbox", "tick", "--state", str(state), "--days", str(days)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_it_ends_when_its_standard_input_ends(start: Start, state: Path) -> None:
    process = start()
    answering(state, process)
    assert process.stdin is not None
    process.stdin.close()
    process.stdin = None  # or the fixture would close it again
    assert process.wait(PATIENCE) == 0
    assert not (state / settings.NAME).exists()


def test_a_signal_ends_it_and_removes_the_settings(start: Start, state: Path) -> None:
    process = start()
    answering(state, process)
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE) == 0
    assert not (state / settings.NAME).exists()


def test_after_a_kill_the_next_one_serves_the_same_world(start: Start, state: Path) -> None:
    process = start()
    old = answering(state, process)
    done = tick(state, 2)  # through the one that is served
    assert (done.returncode, done.stdout) == (0, "the sandbox's clock stands at 2017-01-08\n")
    token = settings.read(state)["LOYALTY_API_TOKEN"]
    process.kill()
    process.wait()
    assert settings.read(state)["SANDBOX_URL"] == old  # nobody could remove the file

    done = tick(state, 1)  # nobody listens there
    assert (done.returncode, done.stdout) == (0, "the sandbox's clock stands at 2017-01-09\n")
    assert (state / "landing/pos/order_lines/order_lines_2017-01-09.parquet").exists()
    answering_again = start()
    deadline = time.monotonic() + PATIENCE
    while settings.read(state).get("SANDBOX_URL") in (old, None) and time.monotonic() < deadline:
        time.sleep(0.05)
    answering(state, answering_again)
    assert World(state).clock.isoformat() == "2017-01-09"
    assert settings.read(state)["LOYALTY_API_TOKEN"] == token


def test_a_second_server_of_a_folder_is_refused_with_the_first_ones_pid(
    start: Start, state: Path
) -> None:
    first = start()
    answering(state, first)
    output, _ = start().communicate(timeout=PATIENCE)
    assert f"another sandbox uses this folder (pid {first.pid})" in output
    assert settings.read(state)["SANDBOX_URL"]


def test_a_taken_port_is_named_with_what_to_do(start: Start, state: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = start("--port", str(port))
        output, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert f"port {port} is taken" in output
    assert "choose another port" in output
    assert "Traceback" not in output


def test_a_tick_without_a_sandbox_says_so_and_makes_none(tmp_path: Path) -> None:
    done = tick(tmp_path / "nothing", 1)
    assert done.returncode == 1
    assert "there is no sandbox in this folder" in done.stderr
    assert not (tmp_path / "nothing").exists()


def test_the_settings_are_readable_by_the_kit(start: Start, state: Path) -> None:
    url = answering(state, start())
    found = settings.read(state)
    assert found["CRM_API_URL"] == f"{url}/hubspot"
    assert found["LANDING_URL"] == (state / "landing").as_uri()
    assert Path(found["SHOP_DATABASE_URL"].removeprefix("sqlite:///")).is_absolute()
