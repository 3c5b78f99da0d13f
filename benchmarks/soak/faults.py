"""What goes wrong, by chance: each answer of a vendor's, a sync, a night's file."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.control import Control

Kind = Callable[["Faults"], str]

LOYALTY = "/loyalty/v1/"
CRM = "/hubspot/crm/v3/objects/contacts/batch"
FIVETRAN = "/fivetran/v1/"
PATIENCE = 300.0  # seconds for a sync, which waits for the warehouse
CONNECTIONS = ("FIVETRAN_GOOGLE_ADS_CONNECTION", "FIVETRAN_FACEBOOK_ADS_CONNECTION")


@dataclass
class Faults:
    """Injects one fault after the other; which, the seed decides.

    Attributes:
        broken: days whose file lies broken in the bucket until it is sent again.
    """

    control: Control
    chance: random.Random
    broken: list[str] = field(default_factory=list[str])

    def inject(self) -> str:
        """Let something go wrong; what it is."""
        self.mend()
        return self.chance.choice(KINDS)(self)

    def mend(self) -> None:
        """Send the broken files again, as the tills do when somebody calls."""
        while self.broken:
            self.control.ask("POST", f"pos/files/{self.broken.pop()}", {"state": "original"})

    def end(self) -> None:
        """No more faults: those that nobody met are forgotten."""
        self.mend()
        self.control.ask("DELETE", "faults")
        for name in CONNECTIONS:
            self._sync(self._connection(name))

    def answer(self, path: str, **fault: object) -> None:
        """Let answers of a path go wrong."""
        self.control.ask("POST", "faults", {"path": path, **fault})

    def connection(self) -> str:
        """One of the two connections, as the control plane calls it."""
        return self._connection(self.chance.choice(CONNECTIONS))

    def _sync(self, connection: str) -> None:
        """Sync until one succeeds: Fivetran tries a failed one again only the next day."""
        deadline, tasks = time.monotonic() + PATIENCE, []
        while time.monotonic() < deadline:
            self.control.ask("POST", f"{connection}/sync")
            while (found := self.control.ask("GET", connection))["sync_state"] == "syncing":
                time.sleep(1)
            if not (tasks := found["tasks"]):
                return
        raise TimeoutError(f"{connection} does not sync: {tasks}")

    def _connection(self, name: str) -> str:
        return f"fivetran/connections/{self.control.setting(name)}"


def too_many(faults: Faults) -> str:
    """429 with Retry-After."""
    path = faults.chance.choice((LOYALTY, CRM, FIVETRAN))
    faults.answer(path, status=429, times=2, headers={"Retry-After": "1"})
    return f"429 twice at {path}"


def server_error(faults: Faults) -> str:
    """A number of 5xx, more than any step tries again at once."""
    path, times = faults.chance.choice((LOYALTY, CRM, FIVETRAN)), faults.chance.choice((1, 3, 9))
    faults.answer(path, status=faults.chance.choice((500, 502, 503)), times=times)
    return f"5xx {times} times at {path}"


def half(faults: Faults) -> str:
    """Half an answer."""
    faults.answer(LOYALTY, half=True)
    return f"half an answer at {LOYALTY}"


def lost(faults: Faults) -> str:
    """The CRM does what it is asked, and its answer is lost."""
    faults.answer(CRM, status=502, after=True)
    return f"an answer is lost at {CRM}"


def slow(faults: Faults) -> str:
    """Slow answers."""
    faults.answer(LOYALTY, status=None, delay=5.0, times=3)
    return f"answers of 5 s at {LOYALTY}"


def failed_sync(faults: Faults) -> str:
    """A sync fails."""
    connection = faults.connection()
    faults.control.ask("POST", connection, {"fail_next": "the platform's token has expired"})
    return f"a failing sync of {connection}"


def bad_file(faults: Faults) -> str:
    """The night's file arrives broken; the next fault comes with its repair."""
    day = str(faults.control.ask("GET", "clock")["clock"])
    state = faults.chance.choice(("truncated", "empty", "no_rows", "changed_type"))
    faults.control.ask("POST", f"pos/files/{day}", {"state": state})
    faults.broken.append(day)
    return f"the receipts of {day} are {state}"


KINDS: tuple[Kind, ...] = (too_many, server_error, half, lost, slow, failed_sync, bad_file)
