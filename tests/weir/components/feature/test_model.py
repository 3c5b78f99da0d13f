"""A model: the worse one does not take over, and a killed training is not repeated."""

import json
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from tests.weir.components.feature.toy import Location, failure

from weir.components.feature.registry import Registry, Version

DEFS = """
    type: weir.components.feature.Model
    attributes:
      name: toy
      registry: ml/model_versions
      description: One row per version.
      frame: .model:frame
      fit: .model:fit
      score: .model:score
      inputs:
        customers:
          table: int/customers
          columns: {id: BIGINT, quality: DOUBLE, noise: DOUBLE, left_on: DATE}
        as_of:
          table: int/as_of
          columns: {as_of: DATE}
      primary_key: [id, as_of]
      features: [quality, noise]
      label: left
      baseline: noise
      horizon_days: 10
      step_days: 5
      first_as_of: 2017-01-10
      most_windows: 3
      promotion: {over_baseline: 0.1, tolerance: 0.01, calibration_error: 0.9}
      owners: [team:ml]
"""
MODEL = '''
    """A model without a library: its parameter is the feature it scores with."""

    import ibis
    from pathlib import Path


    def frame(customers, as_of, horizon_days):
        joined = customers.cross_join(as_of).filter(lambda t: t.left_on >= t.as_of)
        ahead = joined.as_of + ibis.interval(days=horizon_days)
        return joined.mutate(left=joined.left_on < ahead)


    def fit(rows, features, label):
        return {"feature": Path(__file__).with_name("best").read_text(), "rows": rows.num_rows}


    def score(customers, model):
        return customers[model["feature"]]
'''
SCORE = """
    type: weir.components.feature.Feature
    attributes:
      feature: .feature:scored
      table: features/scores
      description: One row per customer.
      model: {registry: ml/model_versions, name: toy}
      inputs:
        customers: {table: int/customers, columns: {id: BIGINT, quality: DOUBLE, noise: DOUBLE}}
      columns:
        id: {type: BIGINT, description: customer}
        score: {type: DOUBLE, description: score}
        model_version: {type: VARCHAR, description: version}
      primary_key: [id]
      owners: [team:ml]
"""
SCORED = '''
    """Scores."""

    import ibis


    def scored(customers, model):
        return customers.select(
            "id", score=customers[model.model["feature"]], model_version=ibis.literal(model.version)
        )
'''
VERSIONS = ("ml", "model_versions")


@pytest.fixture
def toy(location: Location) -> Location:
    """200 customers; the higher the quality, the sooner they leave."""
    location.write("model", {"defs.yaml": DEFS, "model.py": MODEL, "best": "quality"})
    location.write("score", {"defs.yaml": SCORE, "feature.py": SCORED})
    location.sql(
        "create schema int",
        "create table int.customers as select i as id, i / 200.0::double as quality, "
        "((i * 37) % 200) / 200.0::double as noise, "
        "date '2017-01-10' + cast(200 - i as integer) as left_on from range(1, 201) as t(i)",
        "create table int.as_of as select date '2017-02-20' as as_of",
        "select 1",
    )
    return location


def versions(location: Location) -> list[Version]:
    with location.warehouse.session("test") as session:
        return Registry(VERSIONS, session, location.warehouse).versions("toy")


def verdicts(result: dg.ExecuteInProcessResult) -> dict[str, bool]:
    return {e.asset_check_key.name: e.passed for e in result.get_asset_check_evaluations()}


def set_best(location: Location, feature: str) -> None:
    (location.defs / "model" / "best").write_text(feature)


def test_the_first_version_that_beats_the_baseline_scores(toy: Location) -> None:
    result = toy.run("model", "score")
    assert result.success
    (version,) = versions(toy)
    assert version.promoted
    assert version.metrics["auc"] == 1.0
    assert version.metrics["holdout_as_of"] == "2017-02-10"
    assert version.metrics["train_as_of"] == ["2017-01-21", "2017-01-26", "2017-01-31"]
    assert str(version.trained_from) == "2017-01-21"
    assert toy.sql("select count(*), max(model_version) from features.scores") == [
        (200, version.version)
    ]
    assert verdicts(result) == {
        "promotion": True,
        "promoted_model": True,
        "not_empty": True,
        "primary_key": True,
    }


def test_a_worse_version_is_kept_but_the_one_before_goes_on_scoring(toy: Location) -> None:
    assert toy.run("model", "score").success
    set_best(toy, "noise")
    toy.sql("update int.customers set noise = noise / 2 where id = 7", "select 1")
    result = toy.run("model", "score")
    assert result.success, "a refused candidate does not stop the scoring"
    first, second = versions(toy)
    assert not second.promoted
    assert "worse than the scoring version's 1.000" in second.metrics["refused"]
    found = {e.asset_check_key.name: e for e in result.get_asset_check_evaluations()}
    assert not found["promotion"].passed
    assert found["promotion"].severity is dg.AssetCheckSeverity.WARN
    assert "worse than the scoring version's" in (found["promotion"].description or "")
    assert found["promoted_model"].passed
    assert toy.sql("select distinct model_version from features.scores") == [(first.version,)]


def test_without_any_promoted_version_nothing_is_scored(toy: Location) -> None:
    set_best(toy, "noise")
    result = toy.run("model", "score")
    assert not result.success
    assert verdicts(result) == {"promotion": False, "promoted_model": False}
    assert [version.promoted for version in versions(toy)] == [False]
    with toy.warehouse.session("test") as session:
        assert ("features", "scores") not in session.tables()
    assert "no version of the model 'toy' is promoted" in failure(toy.run("score"))


def test_a_run_without_a_change_trains_and_appends_nothing(toy: Location) -> None:
    toy.run("model")
    (first,) = versions(toy)
    set_best(toy, "this feature does not exist: `fit` must not be called")
    result = toy.run("model")
    assert result.success
    assert versions(toy) == [first]
    (event,) = result.get_asset_materialization_events()
    assert event.materialization.metadata["trained"].value is False
    assert event.materialization.metadata["version"].value == first.version


@pytest.mark.parametrize("change", ["rows", "day", "code", "rule"])
def test_each_kind_of_change_makes_a_version(change: str, toy: Location) -> None:
    toy.run("model")
    yaml, python = (toy.defs / "model" / name for name in ("defs.yaml", "model.py"))
    match change:
        case "rows":
            toy.sql("update int.customers set noise = 0.5 where id = 7", "select 1")
        case "day":
            toy.sql("update int.as_of set as_of = date '2017-02-21'", "select 1")
        case "code":
            python.write_text(
                python.read_text().replace("days=horizon_days)", "days=horizon_days + 0)")
            )
        case _:
            yaml.write_text(yaml.read_text().replace("tolerance: 0.01", "tolerance: 0.02"))
    toy.run("model")
    first, second = versions(toy)
    assert first.version != second.version
    assert (first.feature_hash != second.feature_hash) == (change == "code")


def test_a_version_that_needs_a_feature_which_is_gone_is_no_rival(toy: Location) -> None:
    toy.run("model")
    toy.sql(
        'update ml.model_versions set model = \'{"feature": "gone", "rows": 1}\'',
        "update int.customers set noise = 0.5 where id = 7",
        "select 1",
    )
    toy.run("model")
    _, second = versions(toy)
    assert second.promoted
    assert second.metrics["incumbent"] is None


def test_a_killed_training_that_had_appended_is_not_repeated(toy: Location) -> None:
    toy.run("model")
    before = versions(toy)
    toy.instance = dg.DagsterInstance.ephemeral()  # the kill came before the event was stored
    assert toy.run("model").success
    assert versions(toy) == before


def test_too_little_history_is_a_reason_not_an_error(toy: Location) -> None:
    toy.sql("update int.as_of set as_of = date '2017-01-29'", "select 1")
    result = toy.run("model")
    assert versions(toy) == []
    found = {e.asset_check_key.name: e for e in result.get_asset_check_evaluations()}
    assert "can be trained on 2017-01-30" in (found["promoted_model"].description or "")
    toy.sql("update int.as_of set as_of = date '2017-01-30'", "select 1")
    assert toy.run("model").success
    assert len(versions(toy)) == 1


def test_one_kind_of_customer_only_is_a_reason_not_an_error(toy: Location) -> None:
    toy.sql("update int.customers set left_on = date '2019-01-01'", "select 1")
    result = toy.run("model")
    assert versions(toy) == []
    found = {e.asset_check_key.name: e for e in result.get_asset_check_evaluations()}
    assert "every left of the training rows is the same" in (
        found["promoted_model"].description or ""
    )


def test_a_score_that_is_no_probability_is_refused(toy: Location) -> None:
    python = toy.defs / "model" / "model.py"
    python.write_text(python.read_text().replace('customers[model["feature"]]', "customers.id"))
    assert "the score is no probability" in failure(toy.run("model"))
    assert versions(toy) == []


def test_checks_run_alone_from_the_registry(toy: Location) -> None:
    toy.run("model")
    result = toy.run("model", checks_only=True)
    assert verdicts(result) == {"promotion": True, "promoted_model": True}
    assert result.get_asset_materialization_events() == []
    toy.sql("update ml.model_versions set promoted = false", "select 1")
    result = toy.run("model", checks_only=True)
    assert verdicts(result) == {"promotion": False, "promoted_model": False}


def test_a_calendar_of_two_days_is_refused(toy: Location) -> None:
    toy.sql("insert into int.as_of values (date '2017-02-21')", "select 1")
    assert "must say in one row which day is today; it has 2" in failure(toy.run("model"))


def test_a_feature_that_the_frame_does_not_make_is_named(toy: Location) -> None:
    yaml = toy.defs / "model" / "defs.yaml"
    yaml.write_text(yaml.read_text().replace("[quality, noise]", "[quality, noise, loyalty]"))
    assert "the frame has no column loyalty" in failure(toy.run("model"))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("baseline: noise", "baseline: recency", "baseline 'recency' is not among the features"),
        ("{as_of: DATE}", "{day: DATE}", "inputs needs `as_of`"),
        ("tolerance: 0.01", "tolerence: 0.01", "did you mean 'tolerance'?"),
    ],
)
def test_a_recipe_that_contradicts_itself_is_refused(
    old: str, new: str, message: str, toy: Location
) -> None:
    yaml = toy.defs / "model" / "defs.yaml"
    yaml.write_text(yaml.read_text().replace(old, new))
    assert message in toy.refusal("model")


def test_the_registry_is_plain_rows_and_json(toy: Location, tmp_path: Path) -> None:
    toy.run("model")
    (row,) = toy.sql("select name, trained_as_of, metrics, model, promoted from ml.model_versions")
    stored: Any = json.loads(row[3])
    assert (row[0], str(row[1]), row[4]) == ("toy", "2017-02-20", True)
    assert stored == {"feature": "quality", "rows": stored["rows"]}
    assert json.loads(row[2])["refused"] is None
    spec = toy.spec("model")
    columns = [c.name for c in spec.metadata["dagster/column_schema"].columns]
    with toy.warehouse.session("test") as session:
        assert columns == [name for name, _ in session.columns("ml")["model_versions"]]
