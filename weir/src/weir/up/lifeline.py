"""A pipe that only `weir up` holds open: when it is gone, so are its processes.

Killed with -9 it can't end anybody, and an orphan would keep the port and the warehouse's lock.
"""

import os
import threading


def end_with(descriptor: int) -> None:
    """End this process at once when the other end of the pipe is closed."""

    def wait() -> None:
        os.read(descriptor, 1)  # nobody ever writes
        os._exit(1)

    threading.Thread(target=wait, name="lifeline", daemon=True).start()
