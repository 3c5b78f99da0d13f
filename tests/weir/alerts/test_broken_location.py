"""What Dagster's webserver really answers of a location that does not load."""

from pathlib import Path

import dagster as dg
import pytest
from dagster._core.test_utils import create_test_daemon_workspace_context
from dagster._core.workspace.load_target import PythonFileTarget
from dagster_graphql.test.utils import execute_dagster_graphql
from tests.weir.alerts.toy import NOW, graph

from weir.alerts import locations


def test_the_webservers_own_answer_is_understood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken.py").write_text("import no_such_module\n")
    target = PythonFileTarget(str(tmp_path / "broken.py"), None, str(tmp_path), "transformation")
    with (
        dg.DagsterInstance.local_temp(str(tmp_path)) as instance,
        create_test_daemon_workspace_context(target, instance) as workspace,
    ):
        done = execute_dagster_graphql(workspace.create_request_context(), locations.QUERY)
    monkeypatch.setattr(locations, "_ask", lambda _: {"data": done.data})
    (found,) = locations.unloaded(graph(), NOW, "http://127.0.0.1:1").problems
    assert found.id == "location:transformation"
    assert found.first_line == "ModuleNotFoundError: No module named 'no_such_module'"
    assert found.owners == ("team:marketing",)
    assert found.since > NOW
