"""The code locations that are being served, and the exchange of one for its successor."""

import os
import signal
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import yaml

from weir.graph.workspace import Location
from weir.home import Home
from weir.up import sockets
from weir.up.forks import Child, Forkserver
from weir.up.report import Report, read


@dataclass
class Generation:
    """A location as it was loaded at one moment."""

    location: Location
    child: Child
    stem: Path
    report_path: Path

    def report(self) -> Report | None:
        """What came of loading it; None while it loads."""
        found = read(self.report_path)
        if found is None and self.child.code is not None:
            return Report(error=f"its process ended, see {self.child.log}", reads_dbt=True)
        return found

    def ask(self, number: signal.Signals) -> None:
        """Send its host a signal."""
        if self.child.pid is not None and self.child.code is None:
            with suppress(ProcessLookupError):
                os.kill(self.child.pid, number)

    def clear(self) -> None:
        """Remove its files once it has ended."""
        for path in (sockets.code_of(self.stem), sockets.runs_of(self.stem), self.report_path):
            path.unlink(missing_ok=True)


@dataclass
class Locations:
    """All locations of `workspace.yaml`."""

    home: Home
    listed: list[Location]
    folder: Path
    serving: dict[str, Generation] = field(default_factory=dict[str, Generation])
    reports: dict[str, Report] = field(default_factory=dict[str, Report])
    retired: list[Generation] = field(default_factory=list[Generation])
    _number: "count[int]" = field(default_factory=count)

    @property
    def state(self) -> Path:
        """Where reports and the workspace file lie."""
        return self.home.state / "up"

    def start(self, server: Forkserver, name: str, *, stand_in: bool = False) -> Generation:
        """Load a location anew, beside the one that is served."""
        (location,) = (entry for entry in self.listed if entry.name == name)
        number = next(self._number)
        stem = self.folder / f"{name}.{number}"
        report = self.state / f"{name}.{number}.json"
        child = server.host(
            f"{name} {number}",
            name,
            {
                "location": name,
                "module": location.module,
                "project": str(self.home.project),
                "sockets": str(stem),
                "report": str(report),
                "stand_in": stand_in,
            },
        )
        return Generation(location, child, stem, report)

    def adopt(self, generation: Generation, report: Report) -> None:
        """Serve a generation from now on; the one before ends when its runs have.

        The address stays and what it points to changes at once: the webserver and the daemon
        notice another server there within a second, and none of their requests finds nobody.
        """
        name = generation.location.name
        for link, target in (
            (sockets.code(self.folder, name), sockets.code_of(generation.stem)),
            (sockets.runs(self.folder, name), sockets.runs_of(generation.stem)),
        ):
            made = link.with_suffix(".new")
            made.symlink_to(target.name)
            made.replace(link)
        if (before := self.serving.get(name)) is not None:
            before.ask(signal.SIGINT)
            self.retired.append(before)
        self.serving[name] = generation
        self.reports[name] = report

    def tidy(self) -> None:
        """Forget those that have ended."""
        for generation in [g for g in self.retired if g.child.code is not None]:
            generation.clear()
            self.retired.remove(generation)

    def workspace(self) -> Path:
        """The workspace file that says where the code servers listen."""
        entries = [
            {
                "grpc_server": {
                    "socket": str(sockets.code(self.folder, e.name)),
                    "location_name": e.name,
                }
            }
            for e in self.listed
        ]
        path = self.state / "workspace.yaml"
        path.write_text(yaml.safe_dump({"load_from": entries}))
        return path
