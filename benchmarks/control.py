"""The sandbox's control plane."""

import json
import urllib.request
from pathlib import Path
from typing import Any

from weir.environment import read_settings

PATIENCE = 120.0  # seconds; a day at the sources has files to write


class Control:
    """The control plane of the sandbox of a state folder, while it runs."""

    def __init__(self, state: Path) -> None:
        self._settings = read_settings(state / "sandbox" / "settings.env")

    def setting(self, name: str) -> str:
        """What the sandbox tells the platform under that name."""
        return self._settings[name]

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Call it; the answer's JSON.

        Raises:
            urllib.error.HTTPError: it refuses.
        """
        request = urllib.request.Request(
            f"{self._settings['SANDBOX_URL']}/__sandbox/{path}",
            None if body is None else json.dumps(body).encode(),
            {"Content-Type": "application/json"},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.load(answer)
