"""What DuckDB runs here, BigQuery runs in production: the SQL parses in that dialect."""

from typing import Any

import pytest
import sqlglot

from weir.components.audience.declaration import Declaration
from weir.components.audience.ledger import Ledger
from weir.components.audience.sql import members_sql, plan_sql
from weir.environment import Environment, Name, current
from weir.warehouse import open_warehouse


class Recorder:
    """A session that keeps the statements."""

    def __init__(self) -> None:
        self.statements: list[tuple[str, int]] = []

    def create_dataset(self, dataset: str) -> None:
        pass

    def execute(self, sql: str, parameters: list[Any] | tuple[Any, ...] = ()) -> None:
        self.statements.append((sql, len(parameters)))

    def rows(self, sql: str, parameters: list[Any] | tuple[Any, ...] = ()) -> list[Any]:
        self.execute(sql, parameters)
        return []


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch, declaration: Declaration) -> list[tuple[str, int]]:
    monkeypatch.setenv("WEIR_BIGQUERY_PROJECT", "project")
    here = current()
    warehouse = open_warehouse(Environment(Name.PREVIEW, here.home, "bigquery", "pr_1_"))
    ledger = Ledger(warehouse, "win_back", "run")
    session: Any = Recorder()
    ledger.create(session)
    ledger.plan(session, warehouse.name(("ops", "audience_plan_win_back")))
    ledger.sending(session, ["a", "b"])
    ledger.acknowledge(session, ["a"])
    ledger.reject(session, {"b": "no"})
    ledger.rejected(session)
    ledger.take_release(session, "a reason")
    plan = plan_sql(declaration, warehouse, ledger.table)
    return [*session.statements, (plan, 0), (members_sql(declaration, warehouse), 0)]


def test_every_statement_parses_as_bigquery_and_has_as_many_marks_as_values(
    statements: list[tuple[str, int]],
) -> None:
    assert len(statements) >= 10
    for sql, parameters in statements:
        (parsed,) = sqlglot.parse(sql, read="bigquery", error_level=sqlglot.ErrorLevel.RAISE)
        assert parsed is not None
        assert not isinstance(parsed, sqlglot.exp.Command), sql
        assert len(list(parsed.find_all(sqlglot.exp.Placeholder))) == parameters, sql
        tables = {str(t.db) for t in parsed.find_all(sqlglot.exp.Table) if t.db}
        assert tables <= {"pr_1_ops", "pr_1_mart"}, sql


def test_each_dialect_gets_its_own_spelling(
    statements: list[tuple[str, int]], declaration: Declaration
) -> None:
    here = current()
    local = open_warehouse(Environment(Name.LOCAL, here.home, "duckdb", ""))
    plan = plan_sql(declaration, local, "ledger")
    assert "to_hex(md5(" in statements[-2][0]
    assert "to_hex" not in plan
    assert '"segment"' in plan
    assert "`segment`" in statements[-2][0]
