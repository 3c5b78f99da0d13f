"""Every model and every test of data in production's dialect, without a connection.

What this shows: each node's SELECT renders for the target `bigquery` (the incremental branch
too), parses as GoogleSQL, and uses functions, types and operators that GoogleSQL has. What it does
not: names and types are not resolved, nothing is executed, and dbt's own statements around the
SELECT (create, merge, snapshot, the hook that deletes orders) are not rendered.
"""

from typing import Any

import pytest
from tests.transform.googlesql import findings
from tests.transform.project import TRANSFORM, Project

# Nodes that can't be rendered offline, with the reason. A model must not hide here.
NOT_RENDERED: dict[str, str] = {}
INCREMENTAL = "int__shop__order_values"


class NoQueries:
    """A connection on which nothing can be asked: no answer is made up and rendered."""

    def __getattr__(self, name: str) -> Any:
        from dbt_common.exceptions import DbtRuntimeError

        raise DbtRuntimeError(f"asked BigQuery while rendering ({name})")

    def close(self) -> None:
        pass


Rendered = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    """Compiled SQL and failure of each node, as before the first build."""
    with pytest.MonkeyPatch.context() as patch:
        return compiled(Project(tmp_path_factory.mktemp("bigquery")), patch)


def compiled(
    project: Project, patch: pytest.MonkeyPatch, *select: str, built: tuple[str, ...] = ()
) -> Rendered:
    """Compile for BigQuery, as if the tables `built` and no others were there.

    A node that fails takes nothing with it: what dbt skips because of it is compiled without it.
    """
    _cut_off(project, patch, built)
    found: Rendered = {}
    waiting = list(select)
    while True:
        results = _compile(waiting)
        for result in results:
            failed = str(result.status) == "error"
            said = {"sql": result.node.compiled_code, "failure": result.message if failed else None}
            found[result.node.name] = said
        waiting = [r.node.name for r in results if str(r.status) == "skipped"]
        if not waiting:
            return found


def _cut_off(project: Project, patch: pytest.MonkeyPatch, built: tuple[str, ...]) -> None:
    """Let the adapter connect to nothing, know the tables `built`, and go on after a failure."""
    from dbt.adapters.bigquery import BigQueryAdapter, BigQueryRelation
    from dbt.adapters.bigquery.connections import BigQueryConnectionManager
    from dbt.adapters.contracts.connection import ConnectionState
    from dbt.task.compile import CompileTask

    def opened(cls: Any, connection: Any) -> Any:
        connection.state = ConnectionState.OPEN
        connection.handle = NoQueries()
        return connection

    def relations(self: Any, schema: Any) -> list[Any]:
        there = {"database": schema.database, "schema": schema.schema, "type": "table"}
        return [BigQueryRelation.create(identifier=name, **there) for name in built]

    patch.setenv("WEIR_BIGQUERY_PROJECT", "some-project")
    patch.setenv("DBT_TARGET_PATH", str(project.folder / "target"))
    patch.setenv("DBT_LOG_PATH", str(project.folder / "logs"))
    patch.delenv("WEIR_DUCKDB_PATH", raising=False)
    patch.delenv("WEIR_DATASET_PREFIX", raising=False)
    patch.setattr(BigQueryConnectionManager, "open", classmethod(opened))
    patch.setattr(BigQueryAdapter, "list_relations_without_caching", relations)
    patch.setattr(BigQueryAdapter, "list_schemas", lambda self, database: [])
    patch.setattr(CompileTask, "raise_on_first_error", lambda self: False)


def _compile(select: list[str]) -> list[Any]:
    from dbt.cli.main import dbtRunner

    options = ["--project-dir", str(TRANSFORM), "--profiles-dir", str(TRANSFORM)]
    asked = ["--select", *select] if select else []
    answer = dbtRunner().invoke(["--quiet", "compile", "--target", "bigquery", *options, *asked])
    assert answer.result is not None, answer.exception
    return list(answer.result)


def test_every_node_renders(rendered: Rendered, parsed: Project) -> None:
    nodes = parsed.manifest["nodes"].values()
    wanted = {n["name"] for n in nodes if n["resource_type"] in {"model", "snapshot", "test"}}
    assert len(wanted) > 100
    assert wanted - rendered.keys() == set()
    failures = {name: found["failure"] for name, found in rendered.items() if found["failure"]}
    assert failures.keys() == NOT_RENDERED.keys(), failures


def test_every_statement_is_googlesql(rendered: Rendered) -> None:
    found = {name: findings(said["sql"]) for name, said in rendered.items() if said["sql"]}
    assert len(found) > 100
    assert {name: what for name, what in found.items() if what} == {}


def test_the_incremental_branch_is_googlesql_too(
    rendered: Rendered, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    project = Project(tmp_path)
    again = compiled(project, monkeypatch, INCREMENTAL, built=(INCREMENTAL,))
    itself = f"`some-project`.`int`.`{INCREMENTAL}`"
    assert itself not in rendered[INCREMENTAL]["sql"]
    assert itself in again[INCREMENTAL]["sql"]
    assert findings(again[INCREMENTAL]["sql"]) == []


@pytest.mark.parametrize(
    ("sql", "finding"),
    [
        ("select strftime(a, '%Y') from t", "function strftime"),
        ("select a::date from t", "operator ::"),
        ("select cast(a as double) from t", "type double"),
        ("select list(a) from t", "function list"),
        ("select sum(a) filter (where b) from t", "function filter"),
        ("select a at time zone 'UTC' from t", "operator AT TIME ZONE"),
        ("select a from t where (", "does not parse"),
    ],
)
def test_what_only_duckdb_has_is_found(sql: str, finding: str) -> None:
    assert [found for found in findings(sql) if finding in found], findings(sql)
