"""All processes of the platform: started in order, watched, ended in order."""

import json
import os
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field

from weir.environment import Environment
from weir.errors import WeirError
from weir.graph import verify
from weir.graph.build import merge, write
from weir.graph.inputs import Files, files, stamp
from weir.graph.workspace import locations
from weir.process import alive
from weir.supervisor import ask, how, kill, members, of_child
from weir.up import sockets
from weir.up.forks import Child, Forkserver
from weir.up.locations import Locations
from weir.up.report import Report

LOADING = 300.0  # seconds that a location may take; dbt's first parse of a large project is long
ANSWERING = 120.0
POLL = 0.05
TAIL = 8  # lines of a log


@dataclass
class Stack:
    """The forkserver, a host for each location, the webserver and the daemon.

    Attributes:
        besides: processes of others that it can't do without, by name.
    """

    environment: Environment
    port: int
    tell: Callable[[str], None]
    forkservers: list[Forkserver] = field(default_factory=list[Forkserver])
    scripts: list[Child] = field(default_factory=list[Child])
    over: bool = False
    besides: dict[str, int] = field(default_factory=dict[str, int])
    _lifeline: tuple[int, int] = field(default_factory=os.pipe)

    def __post_init__(self) -> None:
        home = self.environment.home
        self.logs = home.state / "logs"
        folder = sockets.folder_of(home)
        sockets.clear(folder)
        os.environ[sockets.VARIABLE] = str(folder)
        self.locations = Locations(home, locations(home.project), folder)
        self.locations.state.mkdir(parents=True, exist_ok=True)
        for left in self.locations.state.iterdir():
            left.unlink()

    def forkserver(self, anew: bool = False) -> Forkserver:
        """The forkserver; a new one when the kit's own code has changed."""
        if anew or not self.forkservers:
            self.forkservers.append(
                Forkserver(self.logs, self.environment.home.project, self._lifeline[0])
            )
        return self.forkservers[-1]

    def load(self) -> dict[str, str]:
        """Load all locations, side by side; those that don't load, with the reason.

        Each is served as soon as it has loaded; one that does not load serves its error.
        """
        server, made_from = self.forkserver(), files(self.environment)
        names = [location.name for location in self.locations.listed]
        waiting = {name: self.locations.start(server, name, stand_in=True) for name in names}
        deadline = time.monotonic() + LOADING
        while waiting:
            self.require_alive()
            for name, generation in list(waiting.items()):
                if (report := generation.report()) is not None:
                    del waiting[name]
                    self.locations.adopt(generation, report)
                elif time.monotonic() > deadline:
                    raise WeirError(
                        f"code location {name} did not load within {LOADING:g} s",
                        where=generation.child.log,
                        fix="look where it hangs; a source must not be asked while it loads",
                    )
            time.sleep(POLL)
        return self._keep_graph(made_from)

    def _keep_graph(self, made_from: Files) -> dict[str, str]:
        reports: dict[str, Report] = self.locations.reports
        broken = {name: report.error for name, report in reports.items() if report.error}
        if not broken:
            descriptions = [report.description for report in reports.values()]
            graph = merge(descriptions, stamp(self.environment, made_from))
            verify.verify(graph)
            write(graph, self.environment.home.graph)
        return broken

    def serve(self) -> None:
        """Start the webserver and the daemon; returns when the pages answer."""
        workspace = ["-w", str(self.locations.workspace())]
        server = self.forkserver()
        web = [*workspace, "-h", "127.0.0.1", "-p", str(self.port)]
        self.scripts = [
            server.script("webserver", "dagster-webserver", web),
            server.script("daemon", "dagster-daemon", ["run", *workspace]),
        ]
        deadline = time.monotonic() + ANSWERING
        while not self._answers():
            self.require_alive()
            if time.monotonic() > deadline:
                raise WeirError(
                    f"the webserver did not answer within {ANSWERING:g} s",
                    where=self.scripts[0].log,
                    fix="read its log",
                )
            time.sleep(POLL)
        self.note()

    def _answers(self) -> bool:
        address = f"http://127.0.0.1:{self.port}/server_info"
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False
        return True

    def note(self) -> None:
        """Write down which process is which."""
        found = {script.name: script.pid for script in self.scripts}
        found |= self.besides
        for name, generation in self.locations.serving.items():
            found[f"host {name}"] = generation.child.pid
            found[f"code server {name}"] = self.locations.reports[name].code_server
        found |= {f"forkserver {n}": s.process.pid for n, s in enumerate(self.forkservers)}
        path = self.locations.state / "processes.json"
        made = path.with_suffix(".new")
        made.write_text(json.dumps(found, indent=1))
        made.replace(path)

    def ended(self) -> str:
        """Which process has ended without being asked to, and how; empty while all live."""
        if said := self._look():
            return said
        for script in self.scripts:
            if script.code is not None:
                return f"the {script.name} ended ({how(script.code)})"
        for name, pid in self.besides.items():
            if not alive(pid):
                return f"the {name} ended"
        for name, generation in self.locations.serving.items():
            if (code := generation.child.code) is not None:
                # A host ends with its code server, whose end it passes on.
                what = "host" if code < 0 else "code server"
                return f"the {what} of {name} ended ({how(of_child(code))})"
        return ""

    def _look(self) -> str:
        """Take in what the forkservers say; end those that have nobody left."""
        for server in list(self.forkservers):
            if not server.look():
                if server is self.forkservers[-1]:
                    return f"the forkserver ended ({how(server.process.returncode)})"
                self.forkservers.remove(server)
            elif server.idle and server is not self.forkservers[-1]:
                server.end()
        return ""

    def require_alive(self) -> None:
        """Look after the processes.

        Raises:
            WeirError: one of them has ended while the platform was coming up.
        """
        if said := self.ended():
            logs = [script.log for script in self.scripts if script.code is not None]
            log = logs[0] if logs else self.forkservers[-1].log
            tail = log.read_text(errors="replace").strip().splitlines()[-TAIL:]
            raise WeirError(
                "\n".join((f"{said}:", *tail)), where=log, fix="mend what its last lines say"
            )

    def end(self) -> None:
        """End all: first who starts runs, then who shows them, then the runs and their code."""
        if self.over:
            return
        self.over = True
        leaders = [pid for server in self.forkservers for pid in server.leaders]
        everyone = members(leaders)
        for name in ("daemon", "webserver"):
            ask([s.pid for s in self.scripts if s.name == name and s.pid], signal.SIGTERM)
        for server in self.forkservers:
            server.look()
        generations = [*self.locations.serving.values(), *self.locations.retired]
        ask([g.child.pid for g in generations if g.child.pid], signal.SIGTERM)
        for server in self.forkservers:
            server.end()
        kill(everyone | members(leaders))
        os.close(self._lifeline[1])
        os.close(self._lifeline[0])
        sockets.clear(self.locations.folder)
        self.locations.folder.rmdir()
        for left in self.locations.state.iterdir():
            left.unlink()
