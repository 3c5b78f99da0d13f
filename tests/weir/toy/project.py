"""A toy project in a temporary folder, and the real command run on it."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Project:
    """A project in a temporary folder."""

    folder: Path
    started: "list[subprocess.Popen[str]]" = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("WEIR", "DAGSTER"))}
        ours = {"TOY": str(self.folder), "PYTHONPATH": str(self.folder), "COLUMNS": "200"}
        return clean | self.variables | ours

    def start(self, *words: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [str(Path(sys.executable).with_name("weir")), *words],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.started.append(process)
        return process

    def end(self) -> None:
        for process in self.started:
            if process.poll() is None:
                process.kill()
                process.wait()

    def weir(self, *words: str) -> tuple[int, str]:
        process = self.start(*words)
        output, _ = process.communicate(timeout=300)
        return process.returncode, output

    def until(self, name: str) -> None:
        """Wait until a step of the toy says by a file that it got there."""
        deadline = time.monotonic() + 120
        while not (self.folder / name).exists():
            assert time.monotonic() < deadline, f"nothing ever got to {name}"
            assert any(p.poll() is None for p in self.started), "the command ended before"
            time.sleep(0.1)

    def flag(self, name: str, *, on: bool = True) -> None:
        path = self.folder / name
        if on:
            path.touch()
        else:
            path.unlink()
