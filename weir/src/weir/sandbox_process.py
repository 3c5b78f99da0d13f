"""The sandbox as a process: the kit starts it, and never imports it."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress

import psutil

from weir.environment import Environment, Name, read_settings
from weir.errors import WeirError

READY = 120.0  # seconds; at a large scale the sources take a while to fill
ADDRESS = "SANDBOX_URL"


@contextmanager
def running(
    environment: Environment,
    *,
    scale: int | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Generator[str | None]:
    """The sandbox's address while the block runs; started here unless it runs already.

    None where there is nothing to start: outside the local environment, or in a project without
    a `sandbox/` folder (a team that has replaced the demo by its own sources).
    """
    if environment.name is not Name.LOCAL or not (environment.home.project / "sandbox").is_dir():
        yield None
        return
    if address := _answering(environment):
        yield address
        return
    tell("starting the sandbox")
    log = environment.home.state / "logs" / "sandbox.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    state = environment.home.sandbox
    command = [sys.executable, "-m", "sandbox", "serve", "--state", str(state)]
    if scale is not None:
        command += ["--scale", str(scale)]
    with log.open("w") as sink:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=sink,
            stderr=subprocess.STDOUT,
            env={**os.environ, "WEIR_HOME": str(environment.home.state)},
            cwd=environment.home.project,
        )
        try:
            yield _wait(environment, process)
        finally:
            with suppress(OSError):
                if process.stdin is not None:
                    process.stdin.close()  # how it learns that nobody needs it any more
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def own_process() -> int | None:
    """The id of the sandbox's process, where this process has started it."""
    for child in psutil.Process().children():
        with suppress(psutil.Error):
            if child.cmdline()[1:4] == ["-m", "sandbox", "serve"]:
                return child.pid
    return None


def tick(environment: Environment, days: int) -> str:
    """Move the sandbox's clock on; what it then says of itself.

    Raises:
        WeirError: it is not installed, or refuses.
    """
    if address := _answering(environment):
        return _tick_running(address, days)
    state = str(environment.home.sandbox)
    done = subprocess.run(
        [sys.executable, "-m", "sandbox", "tick", "--state", state, "--days", str(days)],
        env={**os.environ, "WEIR_HOME": str(environment.home.state)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.strip()[-2000:]
        if "  fix:" in said:  # its own words, with where and what to do
            raise WeirError(f"the sandbox's clock did not move: {said}")
        raise WeirError(
            f"the sandbox's clock did not move:\n{said}",
            where=state,
            fix="run `weir run` once first: it makes the sandbox",
        )
    return done.stdout.strip()


def _tick_running(address: str, days: int) -> str:
    request = urllib.request.Request(  # noqa: S310 - loopback, from the sandbox's own file
        f"{address}/__sandbox/tick",
        data=json.dumps({"days": days}).encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=READY) as answer:  # noqa: S310
            return str(json.load(answer)["message"])
    except urllib.error.HTTPError as error:
        refused = json.load(error)
        raise WeirError(
            str(refused.get("what")), where=refused.get("where"), fix=refused.get("fix")
        ) from error


def _answering(environment: Environment) -> str | None:
    address = read_settings(environment.home.sandbox_settings).get(ADDRESS)
    if address is None:
        return None
    try:
        urllib.request.urlopen(f"{address}/__sandbox/clock", timeout=5).close()  # noqa: S310
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return None
    return address


def _wait(environment: Environment, process: "subprocess.Popen[bytes]") -> str:
    deadline = time.monotonic() + READY
    log = environment.home.state / "logs" / "sandbox.log"
    while time.monotonic() < deadline:
        if process.poll() is not None:
            tail = "\n".join(log.read_text().strip().splitlines()[-15:])
            raise WeirError(
                f"the sandbox ended while starting:\n{tail}", where=log, fix="mend what it says"
            )
        if address := _answering(environment):
            return address
        time.sleep(0.1)
    raise WeirError(f"the sandbox did not answer within {READY:g} s", where=log)
