"""One process per state folder."""

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from weir.errors import WeirError


@contextmanager
def alone(state: Path) -> Generator[None]:
    """Hold the state folder while the block runs; the kernel lets go of it if we are killed.

    Raises:
        WeirError: another process holds it.
    """
    state.mkdir(parents=True, exist_ok=True)
    with (state / "sandbox.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise WeirError(
                f"another sandbox uses this folder (pid {file.read().strip() or 'unknown'})",
                where=state,
                fix="use that one, or end it; where it listens is written in settings.env",
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
