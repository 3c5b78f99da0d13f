"""What production's warehouse is asked: the BigQuery SQL of every feature and of the score.

A change of a feature shows up here as a diff of SQL that a person reads. To write the files anew:
`uv run pytest tests/ml_features/test_golden_sql.py --regenerate-golden`.
"""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlglot
from sqlglot import exp
from tests.ml_features.loading import Declarations, version

from weir.components.feature.expression import sql_of
from weir.components.feature.frame import Frame
from weir.environment import Environment, Name
from weir.home import home
from weir.warehouse.bigquery import BigQueryWarehouse

GOLDEN = Path(__file__).parent / "golden"
FEATURES = ["rfm", "fatigue", "adstock", "churn"]


@pytest.fixture
def bigquery() -> BigQueryWarehouse:
    return BigQueryWarehouse(Environment(Name.PREVIEW, home(), "bigquery", "pr_1_"))


@pytest.mark.parametrize("name", FEATURES)
def test_a_change_of_production_sql_is_seen(
    name: str,
    declarations: Declarations,
    bigquery: BigQueryWarehouse,
    request: pytest.FixtureRequest,
) -> None:
    scores = declarations.component(name).model is not None
    model = version(declarations.model("churn_model").features) if scores else None
    sql = declarations.select(name, bigquery, model) + "\n"
    file = GOLDEN / f"{name}.sql"
    if request.config.getoption("--regenerate-golden", default=False):
        file.write_text(sql)
    assert file.read_text() == sql, "read the diff; if it is meant, use --regenerate-golden"


def test_every_feature_has_golden_sql(declarations: Declarations) -> None:
    assert declarations.names() == sorted(path.stem for path in GOLDEN.glob("*.sql"))
    assert declarations.names() == sorted([*FEATURES, "churn_model"])


def test_a_change_of_the_training_rows_sql_is_seen(
    declarations: Declarations, bigquery: BigQueryWarehouse, request: pytest.FixtureRequest
) -> None:
    model = declarations.model("churn_model")
    nothing: Any = None  # only compiled
    frame = Frame(model, declarations.function("churn_model", "frame"), nothing, bigquery, "x")
    sql = sql_of(frame.table([date(2017, 8, 3), date(2017, 7, 20)]), bigquery) + "\n"
    file = GOLDEN / "churn_model.sql"
    if request.config.getoption("--regenerate-golden", default=False):
        file.write_text(sql)
    assert file.read_text() == sql, "read the diff; if it is meant, use --regenerate-golden"


@pytest.mark.parametrize("name", [*FEATURES, "churn_model"])
def test_bigquery_is_asked_for_nothing_that_it_does_not_have(name: str) -> None:
    """Parsed, not executed: no BigQuery here. These constructs compile and then fail there."""
    tree = sqlglot.parse_one((GOLDEN / f"{name}.sql").read_text(), read="bigquery")
    joins = [join.args.get("method") for join in tree.find_all(exp.Join)]
    assert "ASOF" not in joins
    frames = [
        w.args["spec"].args.get("kind") for w in tree.find_all(exp.Window) if w.args.get("spec")
    ]
    assert "RANGE" not in frames
    assert not list(tree.find_all(exp.DatetimeDiff, exp.TimestampDiff)), "date arithmetic only"
    own = {cte.alias for cte in tree.find_all(exp.CTE)}
    tables = {f"{t.db}.{t.name}" for t in tree.find_all(exp.Table) if t.name not in own}
    assert tables
    assert all(table.startswith("pr_1_") for table in tables), "the preview's own datasets"
