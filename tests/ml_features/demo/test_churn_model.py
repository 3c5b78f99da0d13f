"""The churn model on the real customers: is it good enough, and is SQL's score the model's?"""

import json
from collections.abc import Callable
from typing import Any

import dagster as dg
import numpy as np
import pytest
from tests.ml_features.loading import Declarations

from weir.components.feature.frame import Frame
from weir.components.feature.metrics import auc, calibration_error
from weir.components.feature.registry import Registry, Version
from weir.warehouse.duckdb import DuckDBWarehouse

VERSIONS = ("ml", "model_versions")


def run(definitions: dg.Definitions, instance: dg.DagsterInstance) -> dg.ExecuteInProcessResult:
    return definitions.resolve_implicit_global_asset_job_def().execute_in_process(instance=instance)


def versions(warehouse: DuckDBWarehouse) -> list[Version]:
    with warehouse.session("test") as session:
        return Registry(VERSIONS, session, warehouse).versions("churn")


@pytest.fixture
def instance() -> dg.DagsterInstance:
    return dg.DagsterInstance.ephemeral()


@pytest.fixture
def chain(declarations: Declarations) -> dg.Definitions:
    return declarations.definitions("rfm", "fatigue", "churn_model", "churn")


@pytest.fixture
def training(declarations: Declarations) -> dg.Definitions:
    return declarations.definitions("churn_model")


def test_at_the_years_end_it_ranks_and_is_calibrated_well_enough(
    training: dg.Definitions, year: DuckDBWarehouse, instance: dg.DagsterInstance
) -> None:
    assert run(training, instance).success
    (version,) = versions(year)
    metrics = version.metrics
    assert version.promoted
    assert metrics["holdout_as_of"] == "2017-11-02"
    assert metrics["holdout_rows"] == 2452
    assert metrics["observed"] == 221
    assert metrics["auc"] >= 0.87
    assert metrics["calibration_error"] <= 0.03
    assert metrics["predicted"] == pytest.approx(metrics["observed"], rel=0.2)


@pytest.mark.parametrize("day", ["2017-12-01", "2017-09-15", "2017-08-01"])
def test_at_any_clock_it_beats_the_recency_baseline(
    day: str,
    training: dg.Definitions,
    year: DuckDBWarehouse,
    today: Callable[[str], None],
    instance: dg.DagsterInstance,
) -> None:
    today(day)
    assert run(training, instance).success
    (version,) = versions(year)
    assert version.promoted
    assert version.metrics["auc"] >= version.metrics["baseline_auc"] + 0.03


def test_every_promoted_version_beats_the_baseline_or_the_version_before(
    training: dg.Definitions,
    year: DuckDBWarehouse,
    declarations: Declarations,
    instance: dg.DagsterInstance,
) -> None:
    for day in ("2017-12-01", "2017-12-08", "2018-01-01"):
        with year.session("test") as session:
            session.replace_table(
                ("int", "int__calendar__as_of"), f"select cast('{day}' as date) as as_of"
            )
        run(training, instance)
    found = versions(year)
    assert [str(version.trained_as_of) for version in found] == [
        "2017-12-01",
        "2017-12-08",
        "2018-01-01",
    ]
    for version in found:
        metrics = version.metrics
        over = metrics["auc"] >= metrics["baseline_auc"] + 0.03
        rival = metrics["incumbent_auc"]
        assert version.promoted == (over or (rival is not None and metrics["auc"] >= rival))


def test_no_training_label_overlaps_what_the_holdout_has_not_seen(
    declarations: Declarations, year: DuckDBWarehouse
) -> None:
    model = declarations.model("churn_model")
    with year.session("test") as session:
        frame = Frame(model, declarations.function("churn_model", "frame"), session, year, "x")
        as_of = frame.today()
    days = model.windows(as_of)
    assert days is not None
    assert len(days.train) == 12
    assert (days.holdout - max(days.train)).days >= 60
    assert (as_of - days.holdout).days >= 60
    assert str(min(days.train)) >= "2017-04-01"


def test_too_little_history_blocks_scoring_and_says_from_when_on_it_works(
    chain: dg.Definitions,
    year: DuckDBWarehouse,
    today: Callable[[str], None],
    instance: dg.DagsterInstance,
) -> None:
    today("2017-07-15")
    job = chain.resolve_implicit_global_asset_job_def()
    result = job.execute_in_process(instance=instance, raise_on_error=False)
    assert not result.success
    checks = {c.asset_check_key.name: c for c in result.get_asset_check_evaluations()}
    assert not checks["promoted_model"].passed
    assert "can be trained on 2017-07-30" in (checks["promoted_model"].description or "")
    with year.session("test") as session:
        assert ("features", "ftr__customer__churn") not in session.tables()
        assert session.row_counts([VERSIONS]) == {VERSIONS: 0}


def test_the_score_in_sql_is_the_score_of_scikit_learn(
    chain: dg.Definitions,
    year: DuckDBWarehouse,
    declarations: Declarations,
    instance: dg.DagsterInstance,
) -> None:
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer, StandardScaler

    assert run(chain, instance).success
    (version,) = versions(year)
    model = declarations.model("churn_model")
    days = model.windows(version.trained_as_of)
    assert days is not None
    with year.session("test") as session:
        frame = Frame(model, declarations.function("churn_model", "frame"), session, year, "x")
        train: Any = frame.rows(frame.table(days.train))
        now: Any = frame.rows(frame.table([version.trained_as_of]))
        scored = session.rows(
            "select household_id, churn_probability, model_version "
            "from features.ftr__customer__churn order by household_id"
        )
    assert [row[0] for row in scored] == now.column("household_id").to_pylist()
    assert {row[2] for row in scored} == {version.version}
    in_sql = np.array([row[1] for row in scored])
    assert len(in_sql) == 2469

    def values(rows: Any) -> Any:
        return rows.select(model.features).to_pandas().to_numpy()

    pipeline = make_pipeline(
        FunctionTransformer(np.log1p), StandardScaler(), LogisticRegression(max_iter=500)
    )
    labels = train.column(model.label).to_numpy(zero_copy_only=False)
    pipeline.fit(values(train), labels)
    fitted_alone = pipeline.predict_proba(values(now))[:, 1]
    assert np.abs(in_sql - fitted_alone).max() < 1e-3, "the optimizer stops at another digit"

    stored = [version.model["features"][name] for name in model.features]
    _, scaler, regression = (step for _, step in pipeline.steps)
    scaler.mean_ = np.array([feature["mean"] for feature in stored])
    scaler.scale_ = np.array([feature["scale"] for feature in stored])
    regression.coef_ = np.array([[feature["coef"] for feature in stored]])
    regression.intercept_ = np.array([version.model["intercept"]])
    assert np.abs(in_sql - pipeline.predict_proba(values(now))[:, 1]).max() < 1e-9


def test_the_same_training_is_the_same_version_and_the_same_numbers(
    training: dg.Definitions, year: DuckDBWarehouse, instance: dg.DagsterInstance
) -> None:
    run(training, instance)
    (first,) = versions(year)
    result = run(training, instance)
    assert versions(year) == [first], "a run without a change adds no version"
    (event,) = result.get_asset_materialization_events()
    assert event.materialization.metadata["trained"].value is False
    with year.session("test") as session:
        session.execute("delete from ml.model_versions")
    run(training, instance)
    assert versions(year) == [first], "trained anew from nothing it is bit for bit the same"


def test_late_data_makes_a_new_version_on_the_same_day(
    training: dg.Definitions, year: DuckDBWarehouse, instance: dg.DagsterInstance
) -> None:
    run(training, instance)
    with year.session("test") as session:
        session.execute(
            "update int.int__shop__order_values set net_cents = net_cents + 1 "
            "where ordered_on = date '2017-06-01'"
        )
    run(training, instance)
    first, second = versions(year)
    assert first.trained_as_of == second.trained_as_of
    assert first.version != second.version
    assert first.feature_hash == second.feature_hash


def test_the_stored_metrics_are_those_of_the_library(
    training: dg.Definitions, year: DuckDBWarehouse, declarations: Declarations
) -> None:
    from sklearn.metrics import roc_auc_score

    model = declarations.model("churn_model")
    run(training, dg.DagsterInstance.ephemeral())
    (version,) = versions(year)
    assert json.loads(json.dumps(version.model)) == version.model
    with year.session("test") as session:
        frame = Frame(model, declarations.function("churn_model", "frame"), session, year, "x")
        table = frame.table([model.windows(version.trained_as_of).holdout])
        score = declarations.function("churn_model", "score")
        found = frame.scored(table, {"p": score(table, version.model)})
    assert version.metrics["auc"] == pytest.approx(roc_auc_score(found["label"], found["p"]))
    assert version.metrics["auc"] == auc(found["label"], found["p"])
    assert version.metrics["calibration_error"] == calibration_error(found["label"], found["p"])
