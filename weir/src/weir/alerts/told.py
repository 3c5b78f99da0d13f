"""What was sent from this machine, one line each: for the terminal of `weir up`."""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from weir.alerts.message import Message
from weir.environment import Environment, Name
from weir.home import Home


@dataclass(frozen=True)
class Told:
    """One message that a team got; `tone` is apprise's notify type."""

    team: str
    title: str
    tone: str
    next: str


def path_of(home: Home) -> Path:
    """The file that the lines are in."""
    return home.state / "logs" / "alerts.jsonl"


def note(environment: Environment, team: str, message: Message) -> None:
    """Write down that a team got a message; only where somebody can watch a terminal.

    The sensor runs in a code server, whose own output nobody sees.
    """
    if environment.name is not Name.LOCAL:
        return
    path = path_of(environment.home)
    line = Told(team, message.title, message.tone, message.next)
    # It was delivered: an error here (a full disk) would send it once more.
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a") as log:
            log.write(json.dumps(asdict(line)) + "\n")


@dataclass
class Tail:
    """Reads the lines that were written since it was made."""

    path: Path
    place: int = field(init=False)

    def __post_init__(self) -> None:
        self.place = self.path.stat().st_size if self.path.exists() else 0

    def take(self) -> list[Told]:
        """The messages since the last call."""
        try:
            size = self.path.stat().st_size
        except FileNotFoundError:
            size = 0
        if size <= self.place:
            self.place = size  # somebody has emptied it
            return []
        with self.path.open("rb") as log:
            log.seek(self.place)
            whole, end, _ = log.read().rpartition(b"\n")
        self.place += len(whole + end)
        return [Told(**json.loads(line)) for line in whole.splitlines()]
