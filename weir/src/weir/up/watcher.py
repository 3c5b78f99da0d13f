"""Which files of the project were saved."""

import threading
from collections.abc import Iterable
from pathlib import Path
from queue import Empty, SimpleQueue

from watchfiles import watch

from weir.graph.inputs import ROOMS_SKIPPED, SKIPPED, counts
from weir.tree import WRITTEN

DEBOUNCE = 200  # milliseconds: an editor saves a file in several steps


class Watcher:
    """Watches a project in the background."""

    def __init__(self, project: Path) -> None:
        self._project = project
        self._stop = threading.Event()
        self._queue: SimpleQueue[set[Path]] = SimpleQueue()
        rooms = [
            entry
            for entry in project.iterdir()
            if entry.is_dir()
            and entry.name not in SKIPPED | WRITTEN | ROOMS_SKIPPED
            and not entry.name.startswith(".")
        ]
        # The root by itself: below it lie environments and repositories with 10,000s of files.
        for paths, recursive in (([project], False), (rooms, True)):
            if paths:
                threading.Thread(
                    target=self._watch, args=(paths, recursive), name="watcher", daemon=True
                ).start()

    def _watch(self, paths: Iterable[Path], recursive: bool) -> None:
        for changes in watch(
            *paths,
            recursive=recursive,
            stop_event=self._stop,
            debounce=DEBOUNCE,
            watch_filter=lambda _change, path: counts(Path(path), self._project),
            raise_interrupt=False,
        ):
            self._queue.put({Path(path) for _change, path in changes})

    def take(self) -> set[Path]:
        """The files that were saved since the last call."""
        found: set[Path] = set()
        while True:
            try:
                found |= self._queue.get_nowait()
            except Empty:
                return found

    def end(self) -> None:
        """Stop watching."""
        self._stop.set()
