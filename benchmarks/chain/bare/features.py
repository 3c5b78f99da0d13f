"""Features and the model in one script: the kit's compiler and trainer, without Dagster's run."""

import importlib
from pathlib import Path
from typing import Any

import yaml

from weir.components.feature import Feature, Model, expression
from weir.components.feature.checks import TableChecks
from weir.components.feature.contract import address_of
from weir.components.feature.frame import Frame
from weir.components.feature.registry import Registry
from weir.components.feature.training import Trainer
from weir.home import find_project
from weir.warehouse import Session, Warehouse, open_warehouse

DEFS = find_project() / "ml_features" / "src" / "ml_features" / "defs"


def main() -> None:
    """In the order in which they need each other."""
    warehouse = open_warehouse()
    with warehouse.session("bare") as session:
        for name in ("rfm", "fatigue", "adstock"):
            _feature(name, warehouse, session)
        _model(warehouse, session)
        _feature("churn", warehouse, session)


def _declared(name: str) -> dict[str, Any]:
    return yaml.safe_load((DEFS / name / "defs.yaml").read_text())["attributes"]


def _function(name: str, reference: str) -> Any:
    module, _, function = reference.removeprefix(".").partition(":")
    return getattr(importlib.import_module(f"ml_features.defs.{name}.{module}"), function)


def _feature(name: str, warehouse: Warehouse, session: Session) -> None:
    feature = Feature.model_validate(_declared(name))
    arguments: dict[str, Any] = {
        **expression.tables(feature.inputs, warehouse),
        **feature.parameters,
    }
    if feature.model:
        registry = Registry(address_of(feature.model.registry), session, warehouse)
        arguments["model"] = registry.promoted(feature.model.name)
    columns = {column: declared.type for column, declared in feature.columns.items()}
    function = _function(name, feature.feature)
    sql = expression.select(function, arguments, columns, warehouse, where=DEFS / name)
    address = address_of(feature.table)
    session.replace_table(address, sql)
    checks = TableChecks(address, feature.primary_key, feature.allow_empty)
    found = checks.results([spec.name for spec in checks.specs()], session, warehouse)
    assert all(result.passed for result in found), found


def _model(warehouse: Warehouse, session: Session, name: str = "churn_model") -> None:
    model = Model.model_validate(_declared(name))
    where: Path = DEFS / name
    trainer = Trainer(
        frame=Frame(model, _function(name, model.frame), session, warehouse, where),
        registry=Registry(address_of(model.registry), session, warehouse),
        fit=_function(name, model.fit),
        score=_function(name, model.score),
        feature_hash="bare",
        recipe_hash="bare",
    )
    outcome = trainer.train()
    assert outcome.version is not None, outcome.reason
    assert outcome.version.promoted, outcome


if __name__ == "__main__":
    main()
