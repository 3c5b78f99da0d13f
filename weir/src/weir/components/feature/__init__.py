"""Features and models: Python in a location, SQL in the warehouse."""

from weir.components.feature.component import Feature
from weir.components.feature.model import Model

__all__ = ["Feature", "Model"]
