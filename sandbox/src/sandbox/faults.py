"""Faults that a test or a person injects into the answers of the sandbox's servers."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from sandbox.database import reading, transaction

SCHEMA = "create table if not exists faults (id integer primary key, fault text not null)"


@dataclass(frozen=True)
class Fault:
    """One kind of answer that goes wrong, a number of times.

    Attributes:
        path: part of the request's path, for example `/loyalty/v1/`: all that is asked of that API.
        method: the HTTP method it applies to; None for all.
        status: the status that is answered; None leaves the answer as it is (with `delay`).
        times: how many requests it still applies to.
        headers: headers of the answer, for example Retry-After.
        body: JSON that is answered; None for the system's plain error.
        after: do the work first and lose its answer, as a connection that breaks does.
        delay: seconds to wait before answering.
        half: break the connection in the middle of the answer's body.
    """

    path: str
    method: str | None = None
    status: int | None = 503
    times: int = 1
    headers: dict[str, str] = field(default_factory=dict[str, str])
    body: object = None
    after: bool = False
    delay: float = 0.0
    half: bool = False

    def matches(self, method: str, path: str) -> bool:
        """Whether a request is one that it applies to."""
        return self.path in path and self.method in (None, method)


class Faults:
    """The faults that are still to happen, kept in a database: a restart forgets none."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with transaction(path) as connection:
            connection.execute(SCHEMA)

    def pending(self) -> list[Fault]:
        """The faults that are still to happen, in the order in which they were added."""
        with reading(self._path) as connection:
            found = connection.execute("select fault from faults order by id").fetchall()
        return [Fault(**json.loads(row["fault"])) for row in found]

    def add(self, fault: Fault) -> None:
        """Let a fault happen to the next requests that it matches."""
        with transaction(self._path) as connection:
            connection.execute("insert into faults (fault) values (?)", [json.dumps(asdict(fault))])

    def reset(self) -> None:
        """Forget all faults."""
        with transaction(self._path) as connection:
            connection.execute("delete from faults")

    def take(self, method: str, path: str) -> Fault | None:
        """The fault that happens to this request, counted as happened; None for most."""
        with reading(self._path) as connection:
            if not connection.execute("select 1 from faults limit 1").fetchone():
                return None
        with transaction(self._path) as connection:
            for row in connection.execute("select id, fault from faults order by id").fetchall():
                fault = Fault(**json.loads(row["fault"]))
                if not fault.matches(method, path):
                    continue
                if fault.times > 1:
                    left = json.dumps({**asdict(fault), "times": fault.times - 1})
                    connection.execute(
                        "update faults set fault = ? where id = ?", [left, row["id"]]
                    )
                else:
                    connection.execute("delete from faults where id = ?", [row["id"]])
                return fault
        return None
