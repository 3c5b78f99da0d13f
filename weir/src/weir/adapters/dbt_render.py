"""Render models' SQL without a connection: what a project reads must be known before it runs.

Run as `python -m weir.adapters.dbt_render`, with a request in JSON on stdin; writes the answer
to the file that the request names. `dbt compile` connects: to DuckDB that takes the file's lock,
to BigQuery it takes credentials. Here the adapter opens nothing, knows no relation, and raises
when a macro asks the warehouse a question: no answer is made up and rendered
(https://docs.getdbt.com/reference/commands/compile, "introspective queries"). One node that
can't be rendered voids no other's rendering.
"""

import json
import sys
from pathlib import Path
from typing import Any

SELECTED = "weir_rendered"


class NoQueries:
    """A connection on which nothing can be asked."""

    def __getattr__(self, name: str) -> Any:
        from dbt_common.exceptions import DbtRuntimeError

        raise DbtRuntimeError("its SQL asks the warehouse while it is rendered")

    def close(self) -> None:
        """Nothing to close."""


def nothing(*_: Any) -> list[Any]:
    """What there is: no relation, no schema."""
    return []


def no(*_: Any) -> bool:
    """Whether to stop at the first failure."""
    return False


def cut_off(adapter_type: str) -> None:
    """Let the adapter connect to nothing, and compile go on after a failure."""
    from dbt.adapters.contracts import connection as contracts
    from dbt.adapters.factory import FACTORY
    from dbt.task import compile as task

    factory: Any = FACTORY  # these parts have no types
    states: Any = contracts
    compiling: Any = task
    factory.load_plugin(adapter_type)
    adapter: Any = factory.get_adapter_class_by_name(adapter_type)

    def opened(_: Any, connection: Any) -> Any:
        connection.state = states.ConnectionState.OPEN
        connection.handle = NoQueries()
        return connection

    adapter.ConnectionManager.open = classmethod(opened)
    adapter.list_relations_without_caching = adapter.list_schemas = nothing
    compiling.CompileTask.raise_on_first_error = no


def render(options: list[str], ids: list[str]) -> dict[str, dict[str, str | None]]:
    """The SQL of each of the nodes, or why there is none."""
    from dbt.cli import main

    library: Any = main
    parsed = library.dbtRunner().invoke(["--quiet", "parse", *options])
    if not parsed.success:
        raise RuntimeError(str(parsed.exception))
    manifest: Any = parsed.result
    found: dict[str, dict[str, str | None]] = {}
    waiting = set(ids)
    chosen = ["--select", f"tag:{SELECTED}", "--indirect-selection", "empty"]
    while waiting:
        for unique_id, node in manifest.nodes.items():
            others = [tag for tag in node.tags if tag != SELECTED]
            node.tags = [*others, SELECTED] if unique_id in waiting else others
        answer = library.dbtRunner(manifest=manifest).invoke(
            ["--quiet", "compile", *options, "--no-write-json", *chosen]
        )
        if answer.result is None:
            raise RuntimeError(str(answer.exception))
        skipped: set[str] = set()
        for result in answer.result:
            unique_id = result.node.unique_id
            if str(result.status) == "skipped":  # a parent failed, which is no fault of its own
                skipped.add(unique_id)
                continue
            failed = str(result.status) == "error"
            sql: str | None = None if failed else result.node.compiled_code
            found[unique_id] = {"sql": sql, "error": str(result.message) if failed else None}
        if not skipped < waiting:
            break
        waiting = skipped
    return found


def main() -> int:
    """Render what the request names."""
    request = json.loads(sys.stdin.read())
    cut_off(request["adapter"])
    answer = render(request["options"], request["ids"])
    Path(request["answer"]).write_text(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main())
