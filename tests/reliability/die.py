"""Load a source in a process of its own that is killed, or that the disk refuses writes."""

import importlib
import json
import os
import resource
import signal
import subprocess
import sys
from typing import Any

INITIALIZED = "dlt.load.load:Load.initialize_package"  # extracted, nothing of it in the warehouse
COMPLETED = "dlt.load.load:Load.complete_package"  # in the warehouse, not yet recorded


def killed(name: str, *days: str, at: str) -> None:
    """Load a source and be killed at a method (`module:Class.method`)."""
    child = _start({"name": name, "days": days, "at": at})
    assert child.returncode == -signal.SIGKILL, child.stderr[-2000:]


def without_room(name: str, *days: str, size: int) -> str:
    """Load where no file may become larger than `size` bytes; what the step says."""
    child = _start({"name": name, "days": days, "size": size})
    assert child.returncode == 0, child.stderr[-2000:]
    return child.stdout


def _start(asked: dict[str, Any]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "tests.reliability.die", json.dumps(asked)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def die_at(place: str) -> None:
    """Replace a method by one that kills the process."""
    module, _, dotted = place.partition(":")
    owner, _, method = dotted.partition(".")
    target = getattr(importlib.import_module(module), owner)
    setattr(target, method, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))


def main(asked: dict[str, Any]) -> None:
    """Do what is asked."""
    from tests.ingestion.place import Source, explanation

    if "size" in asked:
        resource.setrlimit(resource.RLIMIT_FSIZE, (asked["size"], asked["size"]))
    if "at" in asked:
        die_at(asked["at"])
    sys.stdout.write(explanation(Source(asked["name"]).load(*asked["days"])))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
