"""Components of the location by the name of their folder, and the SQL that they compile to."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg

from ml_features import defs
from weir.components.feature import Feature, Model
from weir.components.feature.registry import Version
from weir.components.reference import find
from weir.warehouse import Warehouse

DEFS = Path(defs.__file__).parent


@dataclass(frozen=True)
class Declarations:
    context: dg.ComponentLoadContext

    def component(self, name: str) -> Any:
        folder = DEFS / name
        file = Feature.from_yaml_path(folder / "defs.yaml", self.context.for_path(folder))
        return file.components[0]

    def select(self, name: str, warehouse: Warehouse, model: Version | None = None) -> str:
        feature = self.component(name)
        assert isinstance(feature, Feature)
        reference = find(feature.feature, self.context.for_path(DEFS / name))
        return feature.select(reference, warehouse, model, DEFS / name / "defs.yaml")

    def definitions(self, *names: str) -> dg.Definitions:
        return dg.Definitions.merge(
            *(self.component(name).build_defs(self.context.for_path(DEFS / name)) for name in names)
        )

    def model(self, name: str) -> Model:
        model = self.component(name)
        assert isinstance(model, Model)
        return model

    def function(self, name: str, part: str) -> Any:
        """The function that a component of the location names, imported."""
        text = getattr(self.component(name), part)
        return find(text, self.context.for_path(DEFS / name)).load()

    def names(self) -> list[str]:
        return sorted(file.parent.name for file in DEFS.glob("*/defs.yaml"))


def version(features: list[str]) -> Version:
    """A version with round numbers, so that golden SQL does not depend on a training."""
    fitted = {name: {"mean": 1.5, "scale": 0.5, "coef": 0.25} for name in features}
    return Version(
        name="churn",
        version="2017-12-01-golden",
        trained_as_of=date(2017, 12, 1),
        trained_from=date(2017, 4, 13),
        feature_hash="0",
        metrics={},
        model={"features": fitted, "intercept": -2.0},
        promoted=True,
    )
