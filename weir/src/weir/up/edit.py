"""The edit loop: a saved file is served within seconds, a broken one not at all."""

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from weir.environment import Environment
from weir.errors import WeirError
from weir.graph import verify
from weir.graph.build import merge, write
from weir.graph.inputs import Files, files, stamp
from weir.graph.speech import plain
from weir.up.concern import concerned, of_kit
from weir.up.forks import Forkserver
from weir.up.locations import Generation, Locations
from weir.up.report import Report
from weir.up.watcher import Watcher

SHOWN = 3  # files that are named in the line about a reload


@dataclass
class Edit:
    """Files that were saved, and the locations that are loaded anew because of them."""

    began: float
    paths: set[Path]
    files: Files
    generations: dict[str, Generation]

    def reports(self) -> dict[str, Report] | None:
        """What came of each; None while one is loading."""
        found = {name: g.report() for name, g in self.generations.items()}
        ready = {name: report for name, report in found.items() if report is not None}
        return ready if len(ready) == len(found) else None


@dataclass
class EditLoop:
    """Takes up edits.

    Attributes:
        forkserver: gives the present forkserver; with True, one that has imported the kit anew.
        broken: locations whose last edit does not load, with the error.
    """

    environment: Environment
    locations: Locations
    watcher: Watcher
    forkserver: Callable[[bool], Forkserver]
    tell: Callable[[str], None]
    broken: dict[str, str] = field(default_factory=dict[str, str])
    edit: Edit | None = None

    def look(self) -> bool:
        """Take up what was saved, and adopt what has loaded; whether anything was adopted."""
        adopted = False
        if saved := self.watcher.take():
            self._begin(saved)
        if self.edit is not None and (reports := self.edit.reports()) is not None:
            edit, self.edit = self.edit, None
            adopted = self._finish(edit, reports)
        elif not self.environment.home.graph.exists():
            self._write_anew()
        self.locations.tidy()
        return adopted

    def _begin(self, saved: set[Path]) -> None:
        home = self.environment.home
        names = concerned(home, self.locations.listed, self.locations.reports, saved)
        if home.project / "workspace.yaml" in saved:
            self.tell("workspace.yaml changed: start `weir up` again to take up the new list")
        if not names:
            self._write_anew()
            return
        began, paths = time.monotonic(), saved
        if self.edit is not None:
            for generation in self.edit.generations.values():
                generation.ask(signal.SIGTERM)
                self.locations.retired.append(generation)
            began, paths = self.edit.began, saved | self.edit.paths
            names |= set(self.edit.generations)
        # One that waits for its counterpart in another location is tried again with it.
        names |= set(self.broken)
        made_from = files(self.environment)
        server = self.forkserver(of_kit(saved))
        started = {name: self.locations.start(server, name) for name in sorted(names)}
        self.edit = Edit(began, paths, made_from, started)

    def _finish(self, edit: Edit, reports: dict[str, Report]) -> bool:
        good = {name: report for name, report in reports.items() if not report.error}
        wrong = {name: report.error for name, report in reports.items() if report.error}
        parts = {**self.locations.reports, **good}
        try:
            if good and all(part.description for part in parts.values()):
                # Of last good definitions: whoever else reads the file must load, and be refused.
                whole = not wrong and good.keys() >= self.broken.keys()
                made_from = stamp(self.environment, edit.files) if whole else ""
                graph = merge([part.description for part in parts.values()], made_from)
                verify.verify(graph)
                write(graph, self.environment.home.graph)
        except WeirError as error:
            said = plain(error, self.environment.home.project).text
            wrong |= dict.fromkeys(good, said)
            good = {}
        for name, generation in edit.generations.items():
            if name in good:
                self.locations.adopt(generation, good[name])
            else:
                generation.ask(signal.SIGTERM)
                self.locations.retired.append(generation)
        self._say(edit, good, wrong)
        return bool(good)

    def _say(self, edit: Edit, good: dict[str, Report], wrong: dict[str, str]) -> None:
        spent = f"{time.monotonic() - edit.began:.1f} s"
        project = self.environment.home.project
        shown = [str(path.relative_to(project)) for path in sorted(edit.paths)]
        because = ", ".join(shown[:SHOWN]) + (" …" if len(shown) > SHOWN else "")
        mended = sorted(name for name in good if self.broken.pop(name, None))
        if good:
            again = f"mended {', '.join(mended)}; " if mended else ""
            self.tell(f"{again}reloaded {', '.join(sorted(good))} in {spent} ({because})")
        for name, error in wrong.items():
            self.broken[name] = error
        for error in dict.fromkeys(wrong.values()):
            names = ", ".join(sorted(n for n, e in wrong.items() if e == error))
            kept = "its last good definitions stay" if "," not in names else "the last good stay"
            self.tell(f"{names} does not load, {kept}: {error}")

    def _write_anew(self) -> None:
        """The graph's file is gone, or a file changed that no location is made from."""
        parts = [report.description for report in self.locations.reports.values()]
        if self.edit is None and not self.broken and all(parts):
            write(merge(parts, stamp(self.environment)), self.environment.home.graph)
