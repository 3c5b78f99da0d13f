"""The process in which dbt runs: told what to do by one line on stdin, it answers in JSON lines.

Started as `python -m weir.adapters.dbt <descriptor>`; imports nothing of weir, so that it costs
no more than dbt itself. Uses dbt's programmatic interface
(https://docs.getdbt.com/reference/programmatic-invocations): one parse, its manifest handed to
the commands that follow. What goes beyond that interface, and why:

- the parsed manifest is marked before it is handed on. dbt's selection language names nodes by
  patterns, so a list of exactly these nodes would need one pattern each; a tag of our own is
  exact, costs one pass, and knows no limit of length.
- a model may be told to wait for tests of its parents. dbt makes a model wait for a test only
  if the model hangs on all tables that the test reads (dbt-core, `Linker.add_test_edges`,
  "Drawback 1"): a failing relationship test would not stop the readers of the tested table.
- an incremental model whose code changed is built from the start, as `--full-refresh` would do
  for all models of the command: the new code would otherwise meet the newest rows only.
- rows are counted over dbt's own connection as a node finishes: the only moment at which the
  file is open and the table is known to be new.
"""

import json
import os
import select
import signal
import sys
import threading
import time
from types import FrameType
from typing import Any, TextIO

SELECTED = "weir_selected"
LEVELS = {"info", "warn", "error"}
# dbt-duckdb says that it cancels, but interrupts a new cursor instead of the one that runs
# (dbt-duckdb 1.11, environments/local.py `cancel`), then waits for the query's end.
WITHIN = {"duckdb"}
GRACE = 10.0  # seconds that dbt may take to cancel its queries once the parent is gone


class Answers:
    """JSON lines to the parent, from any thread."""

    def __init__(self, descriptor: int) -> None:
        self._file: TextIO = os.fdopen(descriptor, "w", buffering=1)
        self._lock = threading.Lock()

    def send(self, **answer: Any) -> None:
        line = json.dumps(answer, default=str)
        with self._lock:
            self._file.write(line + "\n")


class Worker:
    """One parse and the commands that use its manifest."""

    def __init__(self, request: dict[str, Any], answers: Answers) -> None:
        self.request = request
        self.answers = answers
        self.manifest: Any = None

    def work(self) -> bool:
        """Parse, then each command in turn, also after one that had failures."""
        from dbt.cli import main

        library: Any = main  # its types are partial
        parsed = library.dbtRunner(callbacks=[self.heard]).invoke(
            ["parse", *self.request["options"]]
        )
        if not parsed.success:
            return self.failed(parsed)
        self.manifest = parsed.result
        fine = True
        for command in self.request["commands"]:
            runner = library.dbtRunner(manifest=self.manifest, callbacks=[self.heard])
            arguments = [command["name"], *self.request["options"], *command["options"]]
            if command["select"] is not None:
                self.mark(set(command["select"]))
                arguments += ["--select", f"tag:{SELECTED}", "--indirect-selection", "empty"]
            self.wait(command["wait"])
            self.rebuild(command["anew"])
            fine = self.done(runner.invoke(arguments)) and fine
        return fine

    def mark(self, chosen: set[str]) -> None:
        for group in (self.manifest.nodes, self.manifest.unit_tests):
            for unique_id, node in group.items():
                holder = node if unique_id in self.manifest.nodes else node.config
                tags: Any = holder.tags
                others = [t for t in ([tags] if isinstance(tags, str) else tags) if t != SELECTED]
                holder.tags = [*others, SELECTED] if unique_id in chosen else others

    def wait(self, waits: dict[str, list[str]]) -> None:
        for unique_id, tests in waits.items():
            known: list[str] = self.manifest.nodes[unique_id].depends_on.nodes
            known.extend(test for test in tests if test not in known)

    def rebuild(self, models: list[str]) -> None:
        """Build these from the start; a model that says `full_refresh` itself is left alone."""
        for unique_id in models:
            config: Any = self.manifest.nodes[unique_id].config
            if config.full_refresh is None:
                config.full_refresh = True

    def heard(self, event: Any) -> None:
        try:
            if event.info.name == "NodeFinished":
                self.finished(event.data.node_info.unique_id, event.data.run_result)
            elif event.info.level in LEVELS and event.info.msg.strip():
                self.answers.send(kind="log", level=event.info.level, text=event.info.msg)
        except Exception as error:  # noqa: BLE001 - dbt would call the node itself failed
            self.answers.send(kind="log", level="error", text=f"weir could not read: {error!r}")

    def finished(self, unique_id: str, result: Any) -> None:
        relation = self.request["count"].get(unique_id)
        rows = self.count(relation) if relation and result.status == "success" else None
        self.answers.send(
            kind="node",
            id=unique_id,
            status=str(result.status),
            message=result.message,
            failures=result.num_failures,
            seconds=result.execution_time,
            rows=rows,
            compiled=self.compiled(unique_id),
        )

    def compiled(self, unique_id: str) -> str | None:
        node = self.manifest.nodes.get(unique_id)
        path = getattr(node, "compiled_path", None)
        return str(path) if path else None

    def count(self, relation: str) -> int | None:
        """Exact number of rows; None, and a warning, where the relation can't be read."""
        from dbt.adapters import factory

        library: Any = factory  # its types are partial
        adapter = library.get_adapter_by_type(self.request["dialect"])
        try:
            with adapter.connection_named(f"weir_count_{threading.get_ident()}"):
                _, table = adapter.execute(f"select count(*) from {relation}", fetch=True)
                return int(table.rows[0][0])
        except Exception as error:  # noqa: BLE001 - any adapter's error; the build itself was fine
            self.answers.send(kind="log", level="warn", text=f"can't count {relation}: {error}")
            return None

    def done(self, outcome: Any) -> bool:
        results = getattr(outcome.result, "results", None)
        if results is None:
            return self.failed(outcome)
        self.answers.send(
            kind="done",
            results=[
                {
                    "id": r.node.unique_id,
                    "status": str(r.status),
                    "message": r.message,
                    "failures": r.failures,
                }
                for r in results
            ],
        )
        return bool(outcome.success)

    def failed(self, outcome: Any) -> bool:
        error = outcome.exception
        interrupted = isinstance(error, KeyboardInterrupt)
        text = str(error) or type(error).__name__
        self.answers.send(kind="failed", text=text, interrupted=interrupted)
        return False


def end_with_parent(parent: int, descriptor: int) -> None:
    """Wait until stdin closes or the process has another parent; then end, dbt's queries first.

    A pipe tells on every system and at once; `prctl` is Linux only and fires when the thread
    that started us ends. What dbt still prints goes nowhere instead of breaking on dead pipes.
    """
    while os.getppid() == parent:
        if select.select([0], [], [], 1.0)[0] and not os.read(0, 1024):
            break
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for target in (1, 2, descriptor):
        os.dup2(nowhere, target)
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(GRACE)
    os._exit(1)


def stop_on_signals(dialect: str) -> None:
    """Let SIGINT and SIGTERM end the process, with its queries where the engine can do that.

    Dbt cancels what runs at BigQuery. An engine within this process goes with it, and so does
    its open transaction; waiting would be for the query's end.
    """

    def stop(number: int, _frame: FrameType | None) -> None:
        if dialect in WITHIN:
            os._exit(128 + number)
        raise KeyboardInterrupt

    # Set in any case: a background shell hands down an ignored SIGINT.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)


def main() -> int:
    """Run one request."""
    descriptor = int(sys.argv[1])
    request = json.loads(sys.stdin.buffer.readline())
    stop_on_signals(request["dialect"])
    watcher = threading.Thread(
        target=end_with_parent, args=(os.getppid(), descriptor), name="parent", daemon=True
    )
    watcher.start()
    return 0 if Worker(request, Answers(descriptor)).work() else 1


if __name__ == "__main__":
    sys.exit(main())
