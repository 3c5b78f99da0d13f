"""The order for a run: one line to a location's host, one line back."""

import json
import socket
from dataclasses import asdict, dataclass
from pathlib import Path

PATIENCE = 10.0  # seconds; a host answers within milliseconds unless the machine is overloaded


@dataclass(frozen=True)
class Worker:
    """The process that executes a run.

    Attributes:
        began: seconds since the epoch; ids of processes are given out again.
    """

    pid: int
    began: float


def place(path: Path, run_id: str) -> Worker | None:
    """Ask the host that listens at `path` to execute a run; None where nobody takes the order."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(PATIENCE)
            connection.connect(str(path))
            connection.sendall(f"{run_id}\n".encode())
            line = connection.makefile().readline()
    except OSError:
        return None
    return Worker(**json.loads(line)) if line else None


def take(connection: socket.socket) -> str:
    """The run id that a client sent; empty where it hung up."""
    connection.settimeout(PATIENCE)
    try:
        return connection.makefile().readline().strip()
    except OSError:
        return ""


def answer(connection: socket.socket, worker: Worker) -> bool:
    """Tell the client who executes its run; whether it still listened."""
    try:
        connection.sendall(json.dumps(asdict(worker)).encode() + b"\n")
    except OSError:
        return False
    return True
