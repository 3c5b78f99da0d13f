"""Other processes of this machine."""

import psutil


def alive(pid: int, since: float | None = None) -> bool:
    """Whether a process of that id works, whoever it belongs to.

    A dead child that nobody has collected (a zombie) answers signals as if it lived, for as long
    as its parent, or the init of a container, does not look.

    Args:
        since: when it began, seconds since the epoch; ids are given out again, after a restart
            of the machine within seconds.
    """
    try:
        process = psutil.Process(pid)
        if process.status() in {psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD}:
            return False
        return since is None or abs(process.create_time() - since) < 1.0
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True


def began() -> float:
    """When this process began, seconds since the epoch."""
    return psutil.Process().create_time()
