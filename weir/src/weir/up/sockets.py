"""Where the code servers and their run workers listen: short paths, the same at each start.

A Unix socket's path may be 104 characters long, which a project's folder can exceed. Dagster keeps
what it knows of a sensor under the address of its code server, so the address must not change.
"""

import os
import tempfile
from pathlib import Path

from weir.errors import WeirError
from weir.fingerprint import of_text
from weir.home import Home

VARIABLE = "WEIR_SOCKETS"


def folder_of(home: Home) -> Path:
    """The folder of a home's sockets; made, and ours alone.

    A copy of a state folder has the same identity, and a platform of its own may run on it.

    Raises:
        WeirError: somebody else owns it.
    """
    mark = of_text(home.identity, str(home.state.resolve()))
    folder = Path(tempfile.gettempdir()) / f"weir-{os.getuid()}-{mark[:12]}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise WeirError(
            "the folder of the code servers' sockets belongs to another user",
            where=folder,
            fix="remove it, or set TMPDIR to a folder of your own",
        )
    return folder


def code(folder: Path, location: str) -> Path:
    """Where a location's code server listens."""
    return folder / f"{location}.code"


def runs(folder: Path, location: str) -> Path:
    """Where a location's host takes orders for runs."""
    return folder / f"{location}.runs"


def code_of(stem: Path) -> Path:
    """Where one generation's code server listens; `code` points to the one that is served."""
    return stem.with_name(f"{stem.name}.code")


def runs_of(stem: Path) -> Path:
    """Where one generation's host takes orders."""
    return stem.with_name(f"{stem.name}.runs")


def clear(folder: Path) -> None:
    """Remove what an earlier start left there."""
    for path in folder.iterdir():
        path.unlink()
