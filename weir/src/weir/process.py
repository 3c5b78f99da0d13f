"""Other processes of this machine."""

import os


def alive(pid: int) -> bool:
    """Whether a process of that id runs, whoever it belongs to."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
