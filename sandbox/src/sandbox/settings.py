"""The file with which the running sandbox says where it is found."""

from pathlib import Path

from sandbox.bucket import put
from weir.environment import read_settings

NAME = "settings.env"


def write(state: Path, settings: dict[str, str]) -> None:
    """Write the settings as NAME=value lines, in one step."""
    lines = [f"{name}={value}\n" for name, value in settings.items()]
    put(state / NAME, "".join(lines).encode())


def read(state: Path) -> dict[str, str]:
    """The settings of a folder's running sandbox; empty where none says it runs."""
    return read_settings(state / NAME)


def remove(state: Path) -> None:
    """Say that nothing runs."""
    (state / NAME).unlink(missing_ok=True)
