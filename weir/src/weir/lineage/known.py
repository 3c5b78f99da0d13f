"""What a call may ask when it says which columns its assets' columns are made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weir.errors import WeirError
from weir.graph.model import Graph


@dataclass(frozen=True)
class Known:
    """The columns of all assets, as far as they are known, and what other assets' calls are given.

    Attributes:
        columns: names in the table's order, by asset key; none where they are not known.
    """

    graph: Graph
    columns: Mapping[str, Sequence[str]]

    def arguments(self, asset: str) -> Mapping[str, Any]:
        """The arguments of another asset's call.

        Raises:
            WeirError: the asset does not say what its columns are made of.
        """
        found = self.graph.assets.get(asset)
        if found is None or found.origins is None:
            raise WeirError(f"{asset} does not say what its columns are made of")
        return found.origins.arguments
