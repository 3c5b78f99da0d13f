"""What a dbt process does with a request: read the manifest, then run commands over it.

Imports nothing of weir, so that it costs no more than dbt itself. Uses dbt's programmatic
interface (https://docs.getdbt.com/reference/programmatic-invocations): one parse, its manifest
handed to the commands that follow. Each request reads the manifest anew, since dbt writes into
it: compiled SQL of ephemeral models, of which the next invocation would make use. What goes
beyond that interface, and why:

- the parsed manifest is marked before it is handed on. dbt's selection language names nodes by
  patterns, so a list of exactly these nodes would need one pattern each; a tag of our own is
  exact, costs one pass, and knows no limit of length.
- a model may be told to wait for tests of its parents. dbt makes a model wait for a test only
  if the model hangs on all tables that the test reads (dbt-core, `Linker.add_test_edges`,
  "Drawback 1"): a failing relationship test would not stop the readers of the tested table.
- an incremental model or a seed that changed is built from the start, as `--full-refresh` would
  do for all of the command: the new code would otherwise meet the newest rows only, and the
  seed's new columns the old table, which dbt empties and keeps.
- a table that is read from another environment gets its name there. dbt's `--defer` does so for
  models alone, not for sources (dbt-core issue 10912), and reads that environment's whole manifest.
- rows are counted over dbt's own connection as a node finishes: the only moment at which the
  file is open and the table is known to be new.
- where the parent has seen that no file changed, dbt is told not to look at them again, by an
  option that it hides (`--no-partial-parse-file-diff`; at 5,000 models 1.7 of 4.2 CPU seconds).
  It still compares `vars`, profile and project; if one of these differs, that option leaves an
  empty manifest, and the files are read after all. Environment variables that models read the
  parent has to compare: dbt would parse such a model again, and find its SQL empty.
- dbt-duckdb keeps its file open until the process ends, `keep_open: false` or not (dbt-duckdb
  1.11, `DuckDBConnectionManager._ENV`); it is closed when the request is done.
"""

import json
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

SELECTED = "weir_selected"
LEVELS = {"info", "warn", "error"}
SAVED = "partial_parse.msgpack"
AS_IDS = ("--output", "json", "--output-keys", "unique_id")


class Worker:
    """One request: a manifest and the commands that use it.

    Attributes:
        send: tells the parent something, as keyword arguments.
    """

    def __init__(self, request: dict[str, Any], send: Callable[..., None]) -> None:
        self.request = request
        self.send = send
        self.manifest: Any = None
        self.whole: set[str] = set()

    def work(self) -> bool:
        """Parse, then each command in turn, also after one that had failures."""
        # The folder may have been replaced by another one of that name since the last request.
        os.chdir(self.request["directory"])
        try:
            return self.run()
        finally:
            release(self.request["dialect"])

    def run(self) -> bool:
        from dbt.cli import main

        library: Any = main  # its types are partial
        parsed = self.parsed(library.dbtRunner(callbacks=[self.heard]))
        if not parsed.success:
            return self.failed(parsed)
        self.manifest = parsed.result
        self.defer(self.request["defer"])
        if not self.request["commands"]:
            self.send(kind="parsed", variables=sorted(self.manifest.env_vars))
        fine = True
        for command in self.request["commands"]:
            runner = library.dbtRunner(manifest=self.manifest, callbacks=[self.heard])
            arguments = [command["name"], *self.request["options"], *command["options"]]
            for tag, chosen in command["tags"].items():
                self.mark(set(chosen), tag)
            if command["select"] is not None:
                self.mark(set(command["select"]))
                arguments += ["--select", f"tag:{SELECTED}", "--indirect-selection", "empty"]
            self.wait(command["wait"])
            self.rebuild(command["anew"])
            if command["name"] == "ls":
                fine = self.listed(runner.invoke([*arguments, *AS_IDS])) and fine
            else:
                fine = self.done(runner.invoke(arguments)) and fine
        return fine

    def parsed(self, runner: Any) -> Any:
        """Dbt's result of reading the project, from what it saved where no file changed."""
        arguments = ["parse", *self.request["options"]]
        known = self.request["unchanged"]
        if known is not None:
            found = runner.invoke([*arguments, "--no-partial-parse-file-diff"])
            if found.success and len(found.result.nodes) == known:
                return found
            Path(self.request["target"], SAVED).unlink(missing_ok=True)
        return runner.invoke(arguments)

    def mark(self, chosen: set[str], tag: str = SELECTED) -> None:
        for group in (self.manifest.nodes, self.manifest.unit_tests):
            for unique_id, node in group.items():
                holder = node if unique_id in self.manifest.nodes else node.config
                tags: Any = holder.tags
                others = [t for t in ([tags] if isinstance(tags, str) else tags) if t != tag]
                holder.tags = [*others, tag] if unique_id in chosen else others

    def defer(self, relations: dict[str, dict[str, str]]) -> None:
        for unique_id, names in relations.items():
            node: Any = self.manifest.nodes.get(unique_id) or self.manifest.sources[unique_id]
            node.database, node.schema = names["database"], names["schema"]
            field = "alias" if unique_id in self.manifest.nodes else "identifier"
            setattr(node, field, names["identifier"])

    def wait(self, waits: dict[str, list[str]]) -> None:
        for unique_id, tests in waits.items():
            known: list[str] = self.manifest.nodes[unique_id].depends_on.nodes
            known.extend(test for test in tests if test not in known)

    def rebuild(self, nodes: list[str]) -> None:
        """Build these from the start; one that says `full_refresh` itself is left alone."""
        for unique_id in nodes:
            config: Any = self.manifest.nodes[unique_id].config
            if config.full_refresh is None:
                config.full_refresh = True

    def heard(self, event: Any) -> None:
        try:
            if event.info.name == "LogModelResult":
                self.whole.add(event.data.node_info.unique_id)
            if event.info.name == "NodeFinished" and self.is_whole(event.data):
                self.finished(event.data.node_info.unique_id, event.data.run_result)
            elif event.info.level in LEVELS and event.info.msg.strip():
                self.send(kind="log", level=event.info.level, text=event.info.msg)
        except Exception as error:  # noqa: BLE001 - dbt would call the node itself failed
            self.send(kind="log", level="error", text=f"weir could not read: {error!r}")

    def is_whole(self, data: Any) -> bool:
        """Whether a node is done: a microbatch model says so for each batch, under its own id.

        Its line in the log is written once, before the last of them.
        """
        node: Any = self.manifest.nodes.get(data.node_info.unique_id)
        batched = node is not None and node.config.get("incremental_strategy") == "microbatch"
        done = not batched or data.node_info.unique_id in self.whole
        return done or data.run_result.status == "skipped"

    def finished(self, unique_id: str, result: Any) -> None:
        relation = self.request["count"].get(unique_id)
        rows = self.count(relation) if relation and result.status == "success" else None
        self.send(
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
            self.send(kind="log", level="warn", text=f"can't count {relation}: {error}")
            return None

    def done(self, outcome: Any) -> bool:
        results = getattr(outcome.result, "results", None)
        if results is None:
            return self.failed(outcome)
        self.send(
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

    def listed(self, outcome: Any) -> bool:
        if outcome.exception is not None:
            return self.failed(outcome)
        lines: list[str] = outcome.result or []
        self.send(kind="listed", ids=[json.loads(line)["unique_id"] for line in lines])
        return True

    def failed(self, outcome: Any) -> bool:
        error = outcome.exception
        interrupted = isinstance(error, KeyboardInterrupt)
        text = str(error) or type(error).__name__
        self.send(kind="failed", text=text, interrupted=interrupted)
        return False


def release(dialect: str) -> None:
    """Leave no connection behind."""
    if dialect != "duckdb":
        return  # dbt closes what it opened
    from dbt.adapters.duckdb import connections

    library: Any = connections  # its types are partial
    manager = library.DuckDBConnectionManager
    try:
        environment = manager.env()
    except Exception:  # noqa: BLE001 - dbt-duckdb's way to say that nothing was opened
        return
    environment.close()
    manager.close_all_connections()
