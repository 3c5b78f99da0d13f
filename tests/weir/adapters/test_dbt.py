"""What weir.adapters.dbt works around still needs it; when one of these fails, it can go.

That dbt lets a reader pass a failing test of two tables is tested beside the component.
"""

import inspect

from dbt.adapters.duckdb.environments.local import LocalEnvironment
from dbt.cli.main import dbtRunner
from dbt.graph.selector_methods import MethodName


def test_dbt_still_can_not_select_by_unique_id() -> None:
    assert "unique_id" not in {str(method) for method in MethodName}


def test_dbt_duckdb_still_interrupts_another_cursor_than_the_one_that_runs() -> None:
    assert "cursor().interrupt()" in inspect.getsource(LocalEnvironment.cancel)


def test_dbts_runner_still_takes_a_manifest_and_callbacks() -> None:
    assert {"manifest", "callbacks"} <= inspect.signature(dbtRunner).parameters.keys()
