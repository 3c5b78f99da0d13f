"""Put pages in place, whole or not at all."""

import os
from pathlib import Path

from weir.errors import WeirError


def put(path: Path, text: str) -> None:
    """Write a file so that a reader sees the old one or the new one, never a part.

    Raises:
        WeirError: the disk does not take it; the old page stays as it is.
    """
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with aside.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise WeirError(
            f"the page could not be written: {error.strerror}",
            where=path,
            fix="free some disk, or make the folder writable; the page there is the last good one",
        ) from error
