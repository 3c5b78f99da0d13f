"""Things that happen to the warehouse's file."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from weir import lease
from weir.home import home

WAITED = "waited … for the warehouse … run abc step other"  # what is seen of a held lock
NOT_AGAIN = "nothing: the lock was waited for, 900 s"
HOLD = """
import sys
from pathlib import Path
from weir.lease import Lease
with Lease(Path(sys.argv[1]), "the warehouse").held("run abc step other"):
    print("held", flush=True)
    input()
"""


@contextmanager
def elsewhere_held(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Another process holds the warehouse; waiting for it ends after a moment. Gives its id."""
    path = home().warehouse.with_suffix(".lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    made = lease.Lease.__init__

    def impatient(self: lease.Lease, path: Path, subject: str, timeout: float = 0.5) -> None:
        made(self, path, subject, timeout)

    with monkeypatch.context() as patch:
        patch.setattr(lease.Lease, "__init__", impatient)
        try:
            yield holder.pid
        finally:
            holder.communicate("\n")


def corrupt(path: Path) -> None:
    """Overwrite the beginning of the file, where DuckDB keeps what it needs to open it."""
    with path.open("r+b") as file:
        file.write(b"\x00" * 12_288)
