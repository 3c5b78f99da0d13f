"""What weir.adapters.dbt works around still needs it; when one of these fails, it can go.

That dbt lets a reader pass a failing test of two tables is tested beside the component.
"""

import inspect

from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.adapters.duckdb.environments.local import LocalEnvironment
from dbt.cli.main import cli, dbtRunner
from dbt.graph.selector_methods import MethodName


def test_dbt_still_can_not_select_by_unique_id() -> None:
    assert "unique_id" not in {str(method) for method in MethodName}


def test_dbt_duckdb_still_interrupts_another_cursor_than_the_one_that_runs() -> None:
    assert "cursor().interrupt()" in inspect.getsource(LocalEnvironment.cancel)


def test_dbts_runner_still_takes_a_manifest_and_callbacks() -> None:
    assert {"manifest", "callbacks"} <= inspect.signature(dbtRunner).parameters.keys()


def test_dbt_still_hides_the_option_to_trust_its_saved_parse() -> None:
    (parse,) = [c for name, c in cli.commands.items() if name == "parse"]
    (option,) = [p for p in parse.params if p.name == "partial_parse_file_diff"]
    assert option.hidden
    assert option.secondary_opts == ["--no-partial-parse-file-diff"]


def test_dbt_duckdb_still_keeps_its_file_open_when_it_closes_all_connections() -> None:
    assert ".close()" not in inspect.getsource(DuckDBConnectionManager.close_all_connections)
