"""The process that has imported every vendor, once, and forks the others from itself.

Each location needs dagster, dbt, dlt and pyarrow, seconds of import and 280 MB; the copies share
both. It stays single-threaded, and never loads a location: an edit needs a fresh copy.
"""

import gc
import importlib
import json
import os
import select
import shutil
import signal
import sys
from contextlib import suppress
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from weir.up import sockets
from weir.up.fork import fork
from weir.up.signals import Signals

SCRIPTS = ("dagster", "dagster-webserver", "dagster-daemon")
BESIDES = (
    "weir.up.host",
    "weir.launcher",
    "weir.up.pace",
    "dagster_graphql.schema",
    "weir.warehouse.duckdb",
)


def main() -> int:
    """Fork what stdin orders, a JSON line each; say on stdout what became of it."""
    lifeline = int(sys.argv[1])
    answers = os.dup(1)
    os.dup2(2, 1)
    _import_all()
    # What is here lives as long as we do: the collector must not touch, and so copy, its pages.
    gc.collect()
    gc.freeze()
    signals = Signals(signal.SIGCHLD, signal.SIGTERM, signal.SIGINT)
    _say(answers, {"ready": os.getpid()})
    buffer, ids = b"", dict[int, str]()
    while True:
        ready, _, _ = select.select([0, signals.reader], [], [])
        if {signal.SIGTERM, signal.SIGINT} & signals.received():
            return 0
        if 0 in ready:
            piece = os.read(0, 65536)
            if not piece:  # `weir up` was killed: nobody else can tidy up
                shutil.rmtree(os.environ[sockets.VARIABLE], ignore_errors=True)
                return 0
            *lines, buffer = (buffer + piece).split(b"\n")
            for line in lines:
                request: dict[str, Any] = json.loads(line)
                closing = (answers, signals.reader, signals.writer)
                pid = _start(request, lifeline, closing)
                ids[pid] = request["id"]
                _say(answers, {"id": request["id"], "pid": pid})
        _reap(answers, ids)


def _start(request: dict[str, Any], lifeline: int, closing: tuple[int, ...]) -> int:
    def role() -> int:
        if "script" in request:
            from weir.adapters.dagster_run import console_script
            from weir.up.lifeline import end_with
            from weir.up.pace import keep

            end_with(lifeline)
            keep(request["script"])
            return console_script(request["script"], request["arguments"])
        from weir.up.host import Assignment, Host

        return Host(Assignment(**request["host"], lifeline=lifeline)).serve()

    log = Path(request["log"])
    return fork(role, name=request["id"], log=log, lead=True, closing=closing)


def _reap(answers: int, ids: dict[int, str]) -> None:
    with suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            code = os.waitstatus_to_exitcode(status)
            _say(answers, {"id": ids.pop(pid), "code": code})


def _import_all() -> None:
    for entry in entry_points(group="dagster_dg_cli.registry_modules"):
        entry.load()
    for name in SCRIPTS:
        for entry in entry_points(group="console_scripts", name=name):
            entry.load()
    for name in BESIDES:
        importlib.import_module(name)
    from weir.dagster_home import quicken

    quicken()


def _say(descriptor: int, message: dict[str, Any]) -> None:
    os.write(descriptor, json.dumps(message).encode() + b"\n")


if __name__ == "__main__":
    sys.exit(main())
