"""The sandbox's inbox behind a real port, and a project with a list of teams."""

import threading
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import uvicorn

from sandbox.inbox import create_app
from sandbox.world import World

TEAMS = """
fallback: platform
teams:
  platform: {codeowners: "@weir/platform", setting: ALERTS_PLATFORM}
  load: {codeowners: "@weir/load", setting: ALERTS_LOAD}
"""


@dataclass
class Inbox:
    """The inbox, as a server."""

    port: int

    def address(self, team: str) -> str:
        """An apprise URL."""
        return f"json://127.0.0.1:{self.port}/{team}"

    @property
    def messages(self) -> list[dict[str, str]]:
        """What arrived, newest first."""
        found: list[dict[str, str]] = httpx.get(f"http://127.0.0.1:{self.port}/messages").json()
        return found

    @property
    def titles(self) -> list[str]:
        return [f"{m['team']}: {m['title']}" for m in self.messages]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that counts as the project."""
    (tmp_path / "workspace.yaml").write_text("load_from: []\n")
    (tmp_path / "deploy").mkdir()
    (tmp_path / "deploy" / "teams.yaml").write_text(TEAMS)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WEIR_HOME", str(tmp_path / ".weir"))
    for name in ("WEIR_ENV", "ALERTS_PLATFORM", "ALERTS_LOAD", "DAGSTER_WEBSERVER_URL"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def inbox(project: Path) -> Generator[Inbox]:
    config = uvicorn.Config(create_app(World(project / "state")), port=0, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 60
    while not server.started:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    yield Inbox(server.servers[0].sockets[0].getsockname()[1])
    server.should_exit = True
    thread.join(timeout=30)
